// Events to columns, columns to a file's bytes.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/block_writer.h"

#include <algorithm>

#include <zstd.h>

#include "core/services/logs/segments/bloom.h"
#include "core/services/logs/segments/checksum.h"
#include "core/services/logs/segments/query.h"
#include "core/services/logs/segments/template.h"

namespace core::logs {

namespace {

constexpr int kZstdLevel = 1; // Level 3 costs 8 % more time and saves nothing on such columns.

void setCell(std::string& cell, Kind kind, std::string_view text)
{
    cell.assign(1, static_cast<char>(kind));
    cell.append(text);
}

std::vector<std::uint64_t> distinct(std::vector<std::uint64_t> hashes)
{
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    return hashes;
}

// Collects sections: compressed one after the other, described in the header.
class FileBuilder {
public:
    Status put(Section section, std::string_view key, std::string_view bytes, bool compressed = true)
    {
        auto const offset = m_body.size();
        if (compressed && !bytes.empty()) {
            m_body.resize(offset + ZSTD_compressBound(bytes.size()));
            auto const size = ZSTD_compress(m_body.data() + offset, m_body.size() - offset, bytes.data(),
                                            bytes.size(), kZstdLevel);
            if (ZSTD_isError(size) != 0)
                return failed(ErrorCode::Internal, "a log block could not be compressed",
                              ZSTD_getErrorName(size));
            m_body.resize(offset + size);
        } else {
            m_body.append(bytes);
        }
        auto const stored = std::string_view{m_body}.substr(offset);
        m_directory.push_back(static_cast<char>(section));
        m_directory.push_back(compressed && !bytes.empty() ? 1 : 0);
        putText(m_directory, key);
        putVarint(m_directory, offset);
        putVarint(m_directory, stored.size());
        putVarint(m_directory, bytes.size());
        putFixed32(m_directory, crc32c(stored));
        ++m_sections;
        return Done{};
    }

    std::string finish(std::string header) const
    {
        putVarint(header, m_sections);
        header.append(m_directory);
        std::string file{kBlockMagic};
        putFixed32(file, static_cast<std::uint32_t>(header.size()));
        putFixed32(file, crc32c(header));
        file.append(header);
        file.append(m_body);
        return file;
    }

private:
    std::string m_body;
    std::string m_directory;
    std::size_t m_sections = 0;
};

} // namespace

bool ColumnBuilder::add(std::string_view value)
{
    auto place = m_places.find(value);   // Most values are known: a lookup without a copy.
    bool const isNew = place == m_places.end();
    if (isNew) {
        place = m_places.emplace(value, static_cast<std::uint32_t>(m_values.size())).first;
        m_values.push_back(&place->first);
    }
    m_indexes.push_back(place->second);
    return isNew;
}

std::string ColumnBuilder::bytes() const
{
    std::string out;
    bool const pays = m_values.size() * 2 <= m_indexes.size() + 16;
    out.push_back(pays ? 1 : 0);
    if (!pays) {
        for (auto const index : m_indexes)
            putText(out, *m_values[index]);
        return out;
    }
    putVarint(out, m_values.size());
    for (auto const* value : m_values)
        putText(out, *value);
    for (auto const index : m_indexes)
        putVarint(out, index);
    return out;
}

void BlockBuilder::add(Event const& event)
{
    if (m_count == 0) {
        m_firstNumber = m_lastNumber = event.number;
        m_arrivalFirst = m_arrivalLast = event.arrivalAt;
    }
    putVarint(m_numbers, event.number - m_lastNumber);
    putVarint(m_arrivals, zigzag(event.arrivalAt - m_arrivalLast));
    // Wraps for absurd claims, and unwraps to the same claim.
    putVarint(m_eventTimes, zigzag(static_cast<std::int64_t>(static_cast<std::uint64_t>(event.eventAt) -
                                                             static_cast<std::uint64_t>(event.arrivalAt))));
    m_lastNumber = event.number;
    m_arrivalLast = event.arrivalAt;
    m_severities.push_back(static_cast<char>(event.severity));
    if (m_sources.add(event.source))
        m_wordHashes.push_back(valueHash(Field::Source, {}, event.source));
    if (m_names.add(event.name))
        m_wordHashes.push_back(valueHash(Field::Name, {}, event.name));
    m_traces.push_back(event.traceId.empty() ? 0 : 1);
    if (!event.traceId.empty()) {
        m_traces.append(event.traceId);
        m_traceHashes.push_back(valueHash(Field::Trace, {}, event.traceId));
    }
    addMessage(event.message);
    addAttributes(event);
    ++m_count;
}

void BlockBuilder::addMessage(std::string_view message)
{
    std::string pieces;
    splitMessage(message, pieces, [&](std::string_view word) {
        putText(m_variables, word);
        m_wordHashes.push_back(wordHash(folded(word)));
    });
    auto const [place, isNew] =
        m_templatePlaces.try_emplace(pieces, static_cast<std::uint32_t>(m_templatePlaces.size()));
    putVarint(m_templateIds, place->second);
    if (!isNew)
        return;
    putText(m_templates, pieces);
    ByteReader reader{pieces};
    while (!reader.atEnd())
        forEachWord(reader.text(),
                    [&](std::string_view word, bool) { m_wordHashes.push_back(wordHash(folded(word))); });
}

void BlockBuilder::addAttributes(Event const& event)
{
    std::string shape;
    std::string overflow;
    std::string cell;
    std::size_t overflowed = 0;
    for (auto const& attribute : event.attributes) {
        auto place = m_columnPlaces.find(attribute.key);
        if (place == m_columnPlaces.end() && m_columns.size() < kBlockColumnsMax) {
            place = m_columnPlaces.emplace(attribute.key, static_cast<std::uint32_t>(m_columns.size())).first;
            m_columns.emplace_back();
            m_columnKeys.push_back(attribute.key);
        }
        setCell(cell, attribute.kind, attribute.text);
        bool isNew = true;
        if (place != m_columnPlaces.end()) {
            putVarint(shape, place->second);
            isNew = m_columns[place->second].add(cell);
        } else {
            putText(overflow, attribute.key);
            putText(overflow, cell);
            ++overflowed;
        }
        if (!isNew)
            continue;
        if (attribute.kind != Kind::List)
            m_wordHashes.push_back(valueHash(Field::Attribute, attribute.key, attribute.text));
        else
            for (auto const item : itemsOf(attribute.text))
                m_wordHashes.push_back(valueHash(Field::Attribute, attribute.key, item));
    }
    putVarint(m_overflow, overflowed);
    m_overflow.append(overflow);
    auto const [place, isNew] =
        m_shapePlaces.try_emplace(shape, static_cast<std::uint32_t>(m_shapePlaces.size()));
    putVarint(m_shapeIds, place->second);
    if (isNew)
        putText(m_shapes, shape);
}

Result<std::string> BlockBuilder::finish() const
{
    FileBuilder file;
    TRY(file.put(Section::WordBloom, {}, bloomOf(distinct(m_wordHashes), kWordBloomBytesMax), false));
    TRY(file.put(Section::TraceBloom, {}, bloomOf(distinct(m_traceHashes), kTraceBloomBytesMax), false));
    TRY(file.put(Section::Numbers, {}, m_numbers));
    TRY(file.put(Section::Arrivals, {}, m_arrivals));
    TRY(file.put(Section::EventTimes, {}, m_eventTimes));
    TRY(file.put(Section::Severities, {}, m_severities));
    TRY(file.put(Section::Sources, {}, m_sources.bytes()));
    TRY(file.put(Section::Names, {}, m_names.bytes()));
    TRY(file.put(Section::Traces, {}, m_traces));
    TRY(file.put(Section::Templates, {}, m_templates));
    TRY(file.put(Section::TemplateIds, {}, m_templateIds));
    TRY(file.put(Section::Variables, {}, m_variables));
    TRY(file.put(Section::Shapes, {}, m_shapes));
    TRY(file.put(Section::ShapeIds, {}, m_shapeIds));
    TRY(file.put(Section::Overflow, {}, m_overflow));
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        TRY(file.put(Section::Attribute, m_columnKeys[i], m_columns[i].bytes()));
    std::string header;
    putVarint(header, m_count);
    putVarint(header, m_firstNumber);
    putVarint(header, m_lastNumber);
    putVarint(header, zigzag(m_arrivalFirst));
    putVarint(header, zigzag(m_arrivalLast));
    return file.finish(std::move(header));
}

} // namespace core::logs

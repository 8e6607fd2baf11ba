// Column files back to events, and queries over whole columns.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/logs/segments/block_reader.h"

#include <algorithm>

#include <zstd.h>

#include "core/services/logs/segments/bloom.h"
#include "core/services/logs/segments/checksum.h"
#include "core/services/logs/segments/words.h"

namespace core::logs {

namespace {

constexpr std::size_t kPrefixBytes = 16; // magic, header length, header sum
constexpr std::size_t kHeaderBytesMax = 4U << 20;

Kind kindOf(std::string_view cell)
{
    auto const kind = cell.empty() ? 0 : static_cast<unsigned char>(cell.front());
    return kind <= static_cast<unsigned char>(Kind::List) ? static_cast<Kind>(kind) : Kind::Text;
}
std::string_view textOf(std::string_view cell)
{
    return cell.empty() ? cell : cell.substr(1);
}

bool cellMatches(Node const& leaf, std::string_view cell)
{
    return valueMatches(leaf, kindOf(cell), textOf(cell));
}

void addCell(std::string_view cell, std::uint64_t times,
             std::function<void(std::string, std::uint64_t)> const& add)
{
    if (kindOf(cell) != Kind::List)
        return add(std::string{textOf(cell)}, times);
    for (auto const item : itemsOf(textOf(cell)))
        add(std::string{item}, times);
}

// A text field that is empty is absent.
bool fieldMatches(Node const& leaf, std::string_view value)
{
    return !value.empty() && valueMatches(leaf, Kind::Text, value);
}

} // namespace

Error Block::damaged(std::string_view what) const
{
    return failedAs("damaged-block", ErrorCode::Internal, "a log block is damaged",
                    m_summary.path + ": " + std::string{what});
}

Result<Block> Block::open(std::string path)
{
    Block block;
    block.m_summary.path = std::move(path);
    block.m_file = TRY(os::File::openRead(block.m_summary.path));
    TRY(block.readHeader());
    return block;
}

Result<std::string> Block::readAt(std::uint64_t offset, std::uint64_t bytes) const
{
    auto read = TRY(m_file->read(offset, static_cast<std::size_t>(bytes)));
    if (read.size() != bytes)
        return damaged("shorter than its header says");
    return read;
}

Status Block::readHeader()
{
    m_summary.fileBytes = TRY(m_file->size());
    if (m_summary.fileBytes < kPrefixBytes)
        return damaged("shorter than its prefix");
    auto bytes = TRY(readAt(0, kPrefixBytes));
    if (std::string_view{bytes}.substr(0, kBlockMagic.size()) != kBlockMagic)
        return damaged("not a block");
    ByteReader prefix{std::string_view{bytes}.substr(kBlockMagic.size())};
    auto const length = prefix.fixed(4);
    auto const sum = static_cast<std::uint32_t>(prefix.fixed(4));
    if (length > kHeaderBytesMax || length > m_summary.fileBytes - kPrefixBytes)
        return damaged("header length");
    bytes = TRY(readAt(kPrefixBytes, length));
    if (crc32c(bytes) != sum)
        return damaged("header sum");
    m_bodyAt = kPrefixBytes + length;
    ByteReader reader{bytes};
    m_summary.count = reader.varint();
    m_summary.firstNumber = reader.varint();
    m_summary.lastNumber = reader.varint();
    m_summary.arrivalFirst = unzigzag(reader.varint());
    m_summary.arrivalLast = unzigzag(reader.varint());
    auto const sections = reader.varint();
    for (std::uint64_t i = 0; i < sections && reader.ok(); ++i) {
        auto const section = static_cast<Section>(reader.fixed(1));
        Place place;
        place.compressed = reader.fixed(1) != 0;
        std::string key{reader.text()};
        place.offset = reader.varint();
        place.storedBytes = reader.varint();
        place.plainBytes = reader.varint();
        place.sum = static_cast<std::uint32_t>(reader.fixed(4));
        auto const body = m_summary.fileBytes - m_bodyAt;
        if (place.offset > body || place.storedBytes > body - place.offset ||
            place.plainBytes > kSectionBytesMax)
            return damaged("section place");
        if (section == Section::Attribute)
            m_columnKeys.push_back(key);
        m_places.emplace(Key{section, std::move(key)}, place);
    }
    if (!reader.ok() || m_summary.count == 0 || m_summary.count > kBlockEventsMax)
        return damaged("header");
    return Done{};
}

Result<std::string> Block::section(Section section, std::string const& key) const
{
    auto const found = m_places.find(Key{section, key});
    if (found == m_places.end())
        return damaged("a section is missing");
    auto const& place = found->second;
    auto stored = TRY(readAt(m_bodyAt + place.offset, place.storedBytes));
    if (crc32c(stored) != place.sum)
        return damaged("section sum");
    if (!place.compressed)
        return stored;
    std::string plain(static_cast<std::size_t>(place.plainBytes), '\0');
    auto const size = ZSTD_decompress(plain.data(), plain.size(), stored.data(), stored.size());
    if (ZSTD_isError(size) != 0 || size != plain.size())
        return damaged("section compression");
    return plain;
}

Result<bool> Block::mayHold(Node const& query) const
{
    Status state = Done{};
    auto const may = [&](std::uint64_t hash, bool isTrace) {
        auto const found = m_places.find(Key{isTrace ? Section::TraceBloom : Section::WordBloom, {}});
        if (found == m_places.end() || found->second.storedBytes < kBloomLineBytes)
            return true;
        auto const at = bloomLineAt(hash, static_cast<std::size_t>(found->second.storedBytes));
        auto const line = readAt(m_bodyAt + found->second.offset + at, kBloomLineBytes);
        if (!line) {
            state = line.error();
            return true;
        }
        return bloomLineMayHold(*line, hash);
    };
    bool const answer = mayMatch(query, may);
    TRY(std::move(state));
    return answer;
}

Result<std::vector<std::int64_t> const*> Block::arrivals()
{
    if (m_arrivals.empty()) {
        auto const bytes = TRY(section(Section::Arrivals));
        ByteReader reader{bytes};
        std::int64_t at = m_summary.arrivalFirst;
        m_arrivals.reserve(static_cast<std::size_t>(m_summary.count));
        for (std::uint64_t i = 0; i < m_summary.count; ++i)
            m_arrivals.push_back(at += unzigzag(reader.varint()));
        if (!reader.ok())
            return damaged("arrivals");
    }
    return &m_arrivals;
}

Result<std::vector<std::uint64_t> const*> Block::numbers()
{
    if (m_numbers.empty()) {
        auto const bytes = TRY(section(Section::Numbers));
        ByteReader reader{bytes};
        std::uint64_t number = m_summary.firstNumber;
        m_numbers.reserve(static_cast<std::size_t>(m_summary.count));
        for (std::uint64_t i = 0; i < m_summary.count; ++i)
            m_numbers.push_back(number += reader.varint());
        if (!reader.ok())
            return damaged("numbers");
    }
    return &m_numbers;
}

Result<Column const*> Block::column(Section kind, std::string const& key, bool perRow)
{
    auto const known = m_columns.find(Key{kind, key});
    if (known != m_columns.end())
        return &known->second;
    // In place: the views point into `plain`.
    auto& column = m_columns[Key{kind, key}];
    column.plain = TRY(section(kind, key));
    ByteReader reader{column.plain};
    bool const dictionary = reader.fixed(1) == 1;
    if (dictionary) {
        auto const count = reader.varint();
        for (std::uint64_t i = 0; i < count && reader.ok(); ++i)
            column.values.push_back(reader.text());
        while (reader.ok() && !reader.atEnd()) {
            auto const index = reader.varint();
            if (index >= column.values.size())
                return damaged("dictionary index");
            column.indexes.push_back(static_cast<std::uint32_t>(index));
        }
    } else {
        while (reader.ok() && !reader.atEnd())
            column.values.push_back(reader.text());
    }
    if (!reader.ok() || (perRow && column.size() != m_summary.count) || column.size() > kBlockEventsMax)
        return damaged("column");
    return &column;
}

Result<std::string> Block::severities() const
{
    auto bytes = TRY(section(Section::Severities));
    if (bytes.size() != m_summary.count)
        return damaged("severities");
    return bytes;
}

Status Block::loadMessages()
{
    if (!m_templateIds.empty())
        return Done{};
    m_templateBytes = TRY(section(Section::Templates));
    m_variables = TRY(section(Section::Variables));
    auto const ids = TRY(section(Section::TemplateIds));
    ByteReader templates{m_templateBytes};
    while (templates.ok() && !templates.atEnd()) {
        ByteReader pieces{templates.text()};
        auto& list = m_templates.emplace_back();
        while (pieces.ok() && !pieces.atEnd())
            list.push_back(pieces.text());
        if (!pieces.ok() || list.empty())
            return damaged("template");
    }
    ByteReader reader{ids};
    std::vector<std::uint32_t> found;
    found.reserve(static_cast<std::size_t>(m_summary.count));
    for (std::uint64_t i = 0; i < m_summary.count; ++i) {
        auto const id = reader.varint();
        if (id >= m_templates.size())
            return damaged("template number");
        found.push_back(static_cast<std::uint32_t>(id));
    }
    if (!templates.ok() || !reader.ok())
        return damaged("messages");
    m_templateIds = std::move(found);
    return Done{};
}

// visit(row, template number, variables): the views live as long as the block.
template <class Visit> Status Block::forEachMessage(Visit&& visit)
{
    TRY(loadMessages());
    ByteReader reader{m_variables};
    std::vector<std::string_view> variables;
    for (std::uint32_t row = 0; row < m_templateIds.size(); ++row) {
        auto const id = m_templateIds[row];
        variables.clear();
        for (std::size_t i = 1; i < m_templates[id].size(); ++i)
            variables.push_back(reader.text());
        visit(row, id, variables);
    }
    if (!reader.ok())
        return damaged("variables");
    return Done{};
}

Result<Mask> Block::matching(Node const& query)
{
    switch (query.is) {
    case Node::Is::All:
        return Mask(static_cast<std::size_t>(m_summary.count), 1);
    case Node::Is::And:
    case Node::Is::Or: {
        auto mask = TRY(matching(query.children.front()));
        for (std::size_t i = 1; i < query.children.size(); ++i) {
            if (query.is == Node::Is::And && std::find(mask.begin(), mask.end(), 1) == mask.end())
                return mask;
            auto const other = TRY(matching(query.children[i]));
            for (std::size_t row = 0; row < mask.size(); ++row)
                mask[row] = query.is == Node::Is::And ? mask[row] & other[row] : mask[row] | other[row];
        }
        return mask;
    }
    case Node::Is::Not: {
        auto mask = TRY(matching(query.children.front()));
        for (auto& row : mask)
            row ^= 1;
        return mask;
    }
    case Node::Is::Text:
        return textMask(query);
    case Node::Is::Compare:
        break;
    }
    auto mask = TRY(compareMask(query));
    if (query.op == Op::NotEqual && query.field != Field::Severity)
        for (auto& row : mask)
            row ^= 1;
    return mask;
}

Result<Mask> Block::textMask(Node const& leaf)
{
    std::size_t words = 0;
    bool digits = false;
    forEachWord(leaf.text, [&](std::string_view, bool hasDigit) {
        ++words;
        digits = digits || hasDigit;
    });
    Mask mask(static_cast<std::size_t>(m_summary.count), 0);
    bool const plainWord = words == 1 && std::all_of(leaf.text.begin(), leaf.text.end(), isWordByte);
    if (!plainWord)
        return messageMask(leaf);
    if (digits) {
        // A word with digits is always a whole variable.
        TRY(forEachMessage(
            [&](std::uint32_t row, std::uint32_t, std::vector<std::string_view> const& variables) {
                for (auto const variable : variables)
                    if (sameFolded(variable, leaf.text))
                        mask[row] = 1;
            }));
        return mask;
    }
    // A word without digits is always in the fixed parts: the variables need not be looked at.
    TRY(loadMessages());
    Mask hits(m_templates.size(), 0);
    for (std::size_t id = 0; id < m_templates.size(); ++id)
        for (auto const piece : m_templates[id])
            hits[id] |= containsWords(piece, leaf.text) ? 1 : 0;
    for (std::size_t row = 0; row < mask.size(); ++row)
        mask[row] = hits[m_templateIds[row]];
    return mask;
}

// On the whole text of each message: phrases, and comparisons with message.
Result<Mask> Block::messageMask(Node const& leaf)
{
    Mask mask(static_cast<std::size_t>(m_summary.count), 0);
    std::string message;
    TRY(forEachMessage(
        [&](std::uint32_t row, std::uint32_t id, std::vector<std::string_view> const& variables) {
            auto const& pieces = m_templates[id];
            message.assign(pieces.front());
            for (std::size_t i = 0; i < variables.size(); ++i)
                message.append(variables[i]).append(pieces[i + 1]);
            bool const hit =
                leaf.is == Node::Is::Text ? containsWords(message, leaf.text) : fieldMatches(leaf, message);
            mask[row] = hit ? 1 : 0;
        }));
    return mask;
}

Result<Mask> Block::compareMask(Node const& leaf)
{
    Mask mask(static_cast<std::size_t>(m_summary.count), 0);
    switch (leaf.field) {
    case Field::Severity: {
        auto const bytes = TRY(severities());
        for (std::size_t row = 0; row < mask.size(); ++row)
            mask[row] = severityMatches(leaf, static_cast<std::uint8_t>(bytes[row])) ? 1 : 0;
        return mask;
    }
    case Field::Source:
    case Field::Name: {
        auto const kind = leaf.field == Field::Source ? Section::Sources : Section::Names;
        auto const* const values = TRY(column(kind, {}, true));
        Mask hits(values->values.size(), 0);
        for (std::size_t i = 0; i < hits.size(); ++i)
            hits[i] = fieldMatches(leaf, values->values[i]) ? 1 : 0;
        for (std::size_t row = 0; row < mask.size(); ++row)
            mask[row] = hits[values->indexAt(row)];
        return mask;
    }
    case Field::Trace: {
        auto const bytes = TRY(section(Section::Traces));
        ByteReader reader{bytes};
        for (auto& row : mask)
            row = reader.fixed(1) != 0 && fieldMatches(leaf, reader.bytes(16)) ? 1 : 0;
        if (!reader.ok())
            return damaged("traces");
        return mask;
    }
    case Field::Message:
        return messageMask(leaf);
    case Field::Attribute:
        break;
    }
    return attributeMask(leaf);
}

Status Block::loadShapes()
{
    if (!m_shapeIds.empty())
        return Done{};
    auto const shapes = TRY(section(Section::Shapes));
    auto const ids = TRY(section(Section::ShapeIds));
    ByteReader reader{shapes};
    while (reader.ok() && !reader.atEnd()) {
        ByteReader shape{reader.text()};
        auto& list = m_shapes.emplace_back();
        while (shape.ok() && !shape.atEnd()) {
            list.push_back(static_cast<std::uint32_t>(shape.varint()));
            if (list.back() >= m_columnKeys.size())
                return damaged("shape");
        }
    }
    ByteReader rows{ids};
    std::vector<std::uint32_t> found;
    for (std::uint64_t i = 0; i < m_summary.count; ++i) {
        found.push_back(static_cast<std::uint32_t>(rows.varint()));
        if (found.back() >= m_shapes.size())
            return damaged("shape number");
    }
    if (!reader.ok() || !rows.ok())
        return damaged("shapes");
    m_shapeIds = std::move(found);
    return Done{};
}

Result<Mask> Block::attributeMask(Node const& leaf)
{
    Mask mask(static_cast<std::size_t>(m_summary.count), 0);
    auto const key = std::find(m_columnKeys.begin(), m_columnKeys.end(), leaf.key);
    if (key == m_columnKeys.end()) {
        TRY(overflowMask(leaf, mask));
        return mask;
    }
    TRY(loadShapes());
    auto const* const values = TRY(column(Section::Attribute, leaf.key, false));
    auto const number = static_cast<std::uint32_t>(key - m_columnKeys.begin());
    Mask holds(m_shapes.size(), 0);
    for (std::size_t i = 0; i < m_shapes.size(); ++i)
        holds[i] = std::find(m_shapes[i].begin(), m_shapes[i].end(), number) != m_shapes[i].end() ? 1 : 0;
    Mask hits(values->values.size(), 0);
    for (std::size_t i = 0; i < hits.size(); ++i)
        hits[i] = cellMatches(leaf, values->values[i]) ? 1 : 0;
    std::size_t place = 0;
    for (std::size_t row = 0; row < mask.size(); ++row) {
        if (holds[m_shapeIds[row]] == 0)
            continue;
        if (place >= values->size())
            return damaged("attribute column");
        mask[row] = hits[values->indexAt(place++)];
    }
    return mask;
}

Status Block::overflowMask(Node const& leaf, Mask& mask) const
{
    auto const bytes = TRY(section(Section::Overflow));
    ByteReader reader{bytes};
    for (auto& row : mask) {
        auto const count = reader.varint();
        for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
            auto const key = reader.text();
            auto const cell = reader.text();
            if (key == leaf.key && cellMatches(leaf, cell))
                row = 1;
        }
    }
    if (!reader.ok())
        return damaged("overflow");
    return Done{};
}

Status Block::valueCounts(Field field, std::string const& key, std::vector<std::uint32_t> const& rows,
                          std::function<void(std::string, std::uint64_t)> const& add)
{
    Mask wanted(static_cast<std::size_t>(m_summary.count), 0);
    for (auto const row : rows)
        wanted[row] = 1;
    switch (field) {
    case Field::Severity: {
        auto const bytes = TRY(severities());
        for (auto const row : rows)
            add(std::string{severityName(static_cast<std::uint8_t>(bytes[row]))}, 1);
        return Done{};
    }
    case Field::Source:
    case Field::Name: {
        auto const* const values =
            TRY(column(field == Field::Source ? Section::Sources : Section::Names, {}, true));
        std::vector<std::uint64_t> counts(values->values.size(), 0);
        for (auto const row : rows)
            ++counts[values->indexAt(row)];
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (counts[i] > 0)
                add(std::string{values->values[i]}, counts[i]);
        return Done{};
    }
    case Field::Trace: {
        auto const bytes = TRY(section(Section::Traces));
        ByteReader reader{bytes};
        for (std::size_t row = 0; row < wanted.size(); ++row) {
            auto const trace = reader.fixed(1) != 0 ? reader.bytes(16) : std::string_view{};
            if (wanted[row] != 0)
                add(std::string{trace}, 1);
        }
        return reader.ok() ? Status{Done{}} : Status{damaged("traces")};
    }
    case Field::Message:
        return failed(ErrorCode::Invalid, "messages are not counted by value");
    case Field::Attribute:
        break;
    }
    return attributeCounts(key, wanted, add);
}

Status Block::attributeCounts(std::string const& key, Mask const& wanted,
                              std::function<void(std::string, std::uint64_t)> const& add)
{
    auto const known = std::find(m_columnKeys.begin(), m_columnKeys.end(), key);
    if (known == m_columnKeys.end()) {
        auto const bytes = TRY(section(Section::Overflow));
        ByteReader reader{bytes};
        for (std::size_t row = 0; row < wanted.size(); ++row) {
            auto const count = reader.varint();
            for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
                auto const name = reader.text();
                auto const cell = reader.text();
                if (wanted[row] != 0 && name == key)
                    addCell(cell, 1, add);
            }
        }
        return reader.ok() ? Status{Done{}} : Status{damaged("overflow")};
    }
    TRY(loadShapes());
    auto const* const values = TRY(column(Section::Attribute, key, false));
    auto const number = static_cast<std::uint32_t>(known - m_columnKeys.begin());
    std::vector<std::uint64_t> counts(values->values.size(), 0);
    std::size_t place = 0;
    for (std::size_t row = 0; row < wanted.size(); ++row) {
        auto const& shape = m_shapes[m_shapeIds[row]];
        if (std::find(shape.begin(), shape.end(), number) == shape.end())
            continue;
        if (place >= values->size())
            return damaged("attribute column");
        if (wanted[row] != 0)
            ++counts[values->indexAt(place)];
        ++place;
    }
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            addCell(values->values[i], counts[i], add);
    return Done{};
}

Result<std::vector<Event>> Block::events(std::vector<std::uint32_t> const& rows)
{
    std::vector<Event> events(rows.size());
    std::vector<Event*> byRow(static_cast<std::size_t>(m_summary.count), nullptr);
    for (std::size_t i = 0; i < rows.size(); ++i)
        byRow[rows[i]] = &events[i];
    auto const* const arrived = TRY(arrivals());
    auto const* const numbered = TRY(numbers());
    auto const* const sources = TRY(column(Section::Sources, {}, true));
    auto const* const names = TRY(column(Section::Names, {}, true));
    auto const times = TRY(section(Section::EventTimes));
    auto const severityBytes = TRY(severities());
    auto const traces = TRY(section(Section::Traces));
    ByteReader timeReader{times};
    ByteReader traceReader{traces};
    for (std::size_t row = 0; row < byRow.size(); ++row) {
        auto const shift = static_cast<std::uint64_t>(unzigzag(timeReader.varint()));
        auto const trace = traceReader.fixed(1) != 0 ? traceReader.bytes(16) : std::string_view{};
        auto* const event = byRow[row];
        if (event == nullptr)
            continue;
        event->number = (*numbered)[row];
        event->arrivalAt = (*arrived)[row];
        event->eventAt = static_cast<std::int64_t>(static_cast<std::uint64_t>(event->arrivalAt) + shift);
        event->severity = static_cast<std::uint8_t>(severityBytes[row]);
        event->source = sources->at(row);
        event->name = names->at(row);
        event->traceId = trace;
    }
    if (!timeReader.ok() || !traceReader.ok())
        return damaged("rows");
    TRY(forEachMessage(
        [&](std::uint32_t row, std::uint32_t id, std::vector<std::string_view> const& variables) {
            if (byRow[row] == nullptr)
                return;
            auto& message = byRow[row]->message;
            message.assign(m_templates[id].front());
            for (std::size_t i = 0; i < variables.size(); ++i)
                message.append(variables[i]).append(m_templates[id][i + 1]);
        }));
    TRY(fillAttributes(rows, byRow));
    TRY(fillOverflow(rows, byRow));
    return events;
}

Status Block::fillAttributes(std::vector<std::uint32_t> const& wanted, std::vector<Event*> const& events)
{
    TRY(loadShapes());
    std::vector<Column const*> columns(m_columnKeys.size(), nullptr);
    for (auto const row : wanted)
        for (auto const number : m_shapes[m_shapeIds[row]])
            if (columns[number] == nullptr)
                columns[number] = TRY(column(Section::Attribute, m_columnKeys[number], false));
    std::vector<std::size_t> places(m_columnKeys.size(), 0);
    for (std::size_t row = 0; row < events.size(); ++row)
        for (auto const number : m_shapes[m_shapeIds[row]]) {
            auto const place = places[number]++;
            if (events[row] == nullptr)
                continue;
            if (place >= columns[number]->size())
                return damaged("attribute column");
            auto const cell = columns[number]->at(place);
            events[row]->attributes.push_back(
                {m_columnKeys[number], kindOf(cell), std::string{textOf(cell)}});
        }
    return Done{};
}

Status Block::fillOverflow(std::vector<std::uint32_t> const& wanted, std::vector<Event*> const& events) const
{
    if (wanted.empty())
        return Done{};
    auto const bytes = TRY(section(Section::Overflow));
    ByteReader reader{bytes};
    for (auto* const event : events) {
        auto const count = reader.varint();
        for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
            auto const key = reader.text();
            auto const cell = reader.text();
            if (event != nullptr)
                event->attributes.push_back({std::string{key}, kindOf(cell), std::string{textOf(cell)}});
        }
    }
    if (!reader.ok())
        return damaged("overflow");
    return Done{};
}

} // namespace core::logs

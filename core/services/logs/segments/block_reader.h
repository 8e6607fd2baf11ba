// Block: reads one column file for one query; loads only the columns that the query needs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/platform/os/files.h"
#include "core/services/logs/segments/block_writer.h"
#include "core/services/logs/segments/query.h"

namespace core::logs {

// What the store keeps of each block in memory.
struct BlockSummary {
    std::string path;
    std::uint64_t count = 0;
    std::uint64_t firstNumber = 0;
    std::uint64_t lastNumber = 0;
    std::int64_t arrivalFirst = 0; // microseconds
    std::int64_t arrivalLast = 0;
    std::uint64_t fileBytes = 0;
};

// One byte per event: 1 where it matches.
using Mask = std::vector<std::uint8_t>;

// Values of a column by index; the bytes live in `plain`.
struct Column {
    std::string plain;
    std::vector<std::string_view> values;
    std::vector<std::uint32_t> indexes; // empty: value j is values[j]

    std::size_t size() const { return indexes.empty() ? values.size() : indexes.size(); }
    std::size_t indexAt(std::size_t place) const { return indexes.empty() ? place : indexes[place]; }
    std::string_view at(std::size_t place) const { return values[indexAt(place)]; }
};

// One thread. Every answer is an error once the file turns out damaged (Internal, type "damaged-block").
class Block {
public:
    static Result<Block> open(std::string path);

    BlockSummary const& summary() const { return m_summary; }
    // Asks the filters alone.
    Result<bool> mayHold(Node const& query) const;
    Result<Mask> matching(Node const& query);
    Result<std::vector<std::int64_t> const*> arrivals();
    Result<std::vector<std::uint64_t> const*> numbers();
    Result<std::string> severities() const;
    // Calls add(value, times) for what the field holds in these rows; of a list for each item.
    Status valueCounts(Field field, std::string const& key, std::vector<std::uint32_t> const& rows,
                       std::function<void(std::string, std::uint64_t)> const& add);
    // The events of these rows, in the order asked.
    Result<std::vector<Event>> events(std::vector<std::uint32_t> const& rows);

private:
    struct Place {
        bool compressed = false;
        std::uint64_t offset = 0;
        std::uint64_t storedBytes = 0;
        std::uint64_t plainBytes = 0;
        std::uint32_t sum = 0;
    };
    using Key = std::pair<Section, std::string>;

    Block() = default;
    Status readHeader();
    Result<std::string> readAt(std::uint64_t offset, std::uint64_t bytes) const;
    Result<std::string> section(Section section, std::string const& key = {}) const;
    Result<Column const*> column(Section section, std::string const& key, bool perRow);
    Status loadMessages();
    Status loadShapes();
    Status attributeCounts(std::string const& key, Mask const& wanted,
                           std::function<void(std::string, std::uint64_t)> const& add);
    Result<Mask> textMask(Node const& leaf);
    Result<Mask> compareMask(Node const& leaf);
    Result<Mask> attributeMask(Node const& leaf);
    Result<Mask> messageMask(Node const& leaf);
    Status overflowMask(Node const& leaf, Mask& mask) const;
    Status fillAttributes(std::vector<std::uint32_t> const& wanted, std::vector<Event*> const& events);
    Status fillOverflow(std::vector<std::uint32_t> const& wanted, std::vector<Event*> const& events) const;
    template <class Visit> Status forEachMessage(Visit&& visit);
    Error damaged(std::string_view what) const;

    BlockSummary m_summary;
    std::optional<os::File> m_file;
    std::uint64_t m_bodyAt = 0;
    std::map<Key, Place> m_places;
    std::map<Key, Column> m_columns;
    std::vector<std::int64_t> m_arrivals;
    std::vector<std::uint64_t> m_numbers;
    // Messages
    std::string m_templateBytes;
    std::vector<std::vector<std::string_view>> m_templates; // pieces
    std::vector<std::uint32_t> m_templateIds;
    std::string m_variables;
    // Shapes
    std::vector<std::vector<std::uint32_t>> m_shapes; // column numbers
    std::vector<std::uint32_t> m_shapeIds;
    std::vector<std::string> m_columnKeys; // by column number
};

} // namespace core::logs

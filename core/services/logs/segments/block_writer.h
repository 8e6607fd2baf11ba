// BlockBuilder: turns up to 65,536 events into the bytes of one immutable, compressed column file.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/services/logs/segments/event.h"

namespace core::logs {

constexpr std::size_t kBlockEventsMax = 65'536;
constexpr std::size_t kBlockColumnsMax = 1'024;      // attribute keys with a column of their own, per block
constexpr std::size_t kSectionBytesMax = 512U << 20; // a section that claims more is damaged
constexpr std::size_t kWordBloomBytesMax = 512 * 1024;
constexpr std::size_t kTraceBloomBytesMax = 128 * 1024;
constexpr std::string_view kBlockMagic = "DWRBLK01";

enum class Section : std::uint8_t {
    Numbers = 1,
    Arrivals,
    EventTimes,
    Severities,
    Sources,
    Names,
    Traces,
    Templates,
    TemplateIds,
    Variables,
    Shapes,
    ShapeIds,
    Overflow,
    WordBloom,
    TraceBloom,
    Attribute,
};

// A column as dictionary and indexes; written as plain values when the dictionary would not pay.
class ColumnBuilder {
public:
    // True if the value is new to the dictionary.
    bool add(std::string_view value);
    std::string bytes() const;

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> m_places;
    std::vector<std::string const*> m_values;
    std::vector<std::uint32_t> m_indexes;
};

// One thread. Add events by rising number, then finish once.
class BlockBuilder {
public:
    void add(Event const& event);
    std::size_t count() const { return m_count; }
    Result<std::string> finish() const;

private:
    void addMessage(std::string_view message);
    void addAttributes(Event const& event);

    std::size_t m_count = 0;
    std::uint64_t m_firstNumber = 0;
    std::uint64_t m_lastNumber = 0;
    std::int64_t m_arrivalFirst = 0;
    std::int64_t m_arrivalLast = 0;
    std::string m_numbers;
    std::string m_arrivals;
    std::string m_eventTimes;
    std::string m_severities;
    ColumnBuilder m_sources;
    ColumnBuilder m_names;
    std::string m_traces; // per event 0, or 1 and 16 bytes
    std::unordered_map<std::string, std::uint32_t> m_templatePlaces;
    std::string m_templates;
    std::string m_templateIds;
    std::string m_variables;
    std::map<std::string, std::uint32_t, std::less<>> m_columnPlaces;
    std::vector<ColumnBuilder> m_columns;
    std::vector<std::string> m_columnKeys;
    std::unordered_map<std::string, std::uint32_t> m_shapePlaces;
    std::string m_shapes;
    std::string m_shapeIds;
    std::string m_overflow;
    std::vector<std::uint64_t> m_wordHashes;
    std::vector<std::uint64_t> m_traceHashes;
};

} // namespace core::logs

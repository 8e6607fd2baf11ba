// Turns a schema document into nodes, keyword by keyword, and refuses what it does not know.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/collections/schema/schema.h"
#include "core/services/collections/schema/schema_program.h"
#include "core/services/collections/schema/schema_scan.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

namespace core::collections::schema {
namespace {

constexpr std::string_view kDialect = "https://json-schema.org/draft/2020-12/schema";

class Compiler {
public:
    Compiler(Scan const& scan, Options const& options, Faults& faults, Program& program)
        : m_scan{scan}, m_options{options}, m_faults{faults}, m_program{program}
    {
    }

    void run()
    {
        m_program.resources = m_scan.resources();
        for (auto const& place : m_scan.places()) {
            m_program.nodes.push_back({});
            m_node = &m_program.nodes.back();
            m_node->resource = place.resource;
            if (auto const* truth = place.schema->if_bool())
                m_node->refusesAll = !*truth;
            else
                keywords(place);
        }
        for (auto& rules : m_program.objects)
            rules.names.finish();
        for (auto& rules : m_program.values)
            rules.allowedTexts.finish();
        if (!m_faults.any())
            refuseCircles();
    }

private:
    using Keyword = void (Compiler::*)(json::Value const&);
    struct Named {
        std::string_view name;
        Keyword keyword;
    };
    static std::vector<Named> const& table();

    void keywords(Place const& place)
    {
        for (auto const& [name, value] : place.schema->get_object()) {
            m_at = place.pointer + pointerPart(name);
            std::string_view const word = name;
            auto const found = std::find_if(table().begin(), table().end(),
                                            [&](auto const& known) { return known.name == word; });
            if (found == table().end())
                m_faults.add(m_at, "is a keyword that is not supported");
            else
                (this->*found->keyword)(value);
        }
    }

    void fault(std::string problem) { m_faults.add(m_at, std::move(problem)); }

    template <class Rules> static Rules& group(NodeId& number, std::vector<Rules>& all)
    {
        if (number == kNone) {
            number = static_cast<NodeId>(all.size());
            all.emplace_back();
        }
        return all[number];
    }
    ValueRules& values() { return group(m_node->values, m_program.values); }
    NumberRules& numbers() { return group(m_node->numbers, m_program.numbers); }
    StringRules& strings() { return group(m_node->strings, m_program.strings); }
    ArrayRules& arrays() { return group(m_node->arrays, m_program.arrays); }
    ObjectRules& objects() { return group(m_node->objects, m_program.objects); }
    Combination& combination() { return group(m_node->combination, m_program.combinations); }

    NodeId child(json::Value const& schema) const { return m_scan.idOf(schema); }

    std::optional<double> number(json::Value const& value)
    {
        if (value.is_number())
            return numberOf(value);
        fault("must be a number");
        return std::nullopt;
    }

    std::optional<std::size_t> count(json::Value const& value)
    {
        auto const read = value.is_number() ? numberOf(value) : -1.0;
        if (read >= 0 && read <= 9007199254740991.0 && std::trunc(read) == read)
            return static_cast<std::size_t>(read);
        fault("must be a whole number of zero or more");
        return std::nullopt;
    }

    std::optional<std::vector<std::string>> names(json::Value const& value)
    {
        auto const* list = value.if_array();
        std::vector<std::string> read;
        for (std::size_t i = 0; list && i < list->size(); ++i)
            if (auto const* text = (*list)[i].if_string())
                read.emplace_back(std::string_view{*text});
        auto sorted = read;
        std::sort(sorted.begin(), sorted.end());
        bool const twice = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
        if (list && read.size() == list->size() && !twice)
            return read;
        fault("must be a list of different names");
        return std::nullopt;
    }

    Pattern const* compiledPattern(std::string_view text)
    {
        for (auto const& known : m_program.patterns)
            if (known->source() == text)
                return known.get();
        if (m_program.patterns.size() >= kPatternsMax || text.size() > kPatternBytesMax) {
            fault("has a pattern beyond the bounds: " + std::to_string(kPatternsMax) + " patterns of " +
                  std::to_string(kPatternBytesMax) + " bytes");
            return nullptr;
        }
        auto compiled = Pattern::compile(text);
        if (!compiled) {
            fault(compiled.error().message);
            return nullptr;
        }
        m_program.patterns.push_back(std::move(*compiled));
        return m_program.patterns.back().get();
    }

    // Keywords for any value.
    void note(json::Value const&) {}
    void dialect(json::Value const& value)
    {
        auto const* text = value.if_string();
        if (!text || (*text != kDialect && *text != std::string{kDialect} + "#"))
            fault("must be " + std::string{kDialect});
    }
    void type(json::Value const& value)
    {
        constexpr std::pair<std::string_view, unsigned> known[] = {
            {"null", kNull},     {"boolean", kBoolean}, {"integer", kInteger}, {"number", kNumber | kInteger},
            {"string", kString}, {"array", kArray},     {"object", kObject}};
        unsigned types = 0;
        bool good = true;
        auto const take = [&](json::Value const& name) {
            auto const* text = name.if_string();
            auto const found = std::find_if(std::begin(known), std::end(known), [&](auto const& one) {
                return text && one.first == std::string_view{*text};
            });
            good = good && found != std::end(known);
            types |= found != std::end(known) ? found->second : 0;
        };
        if (auto const* list = value.if_array())
            std::for_each(list->begin(), list->end(), take);
        else
            take(value);
        if (!good || types == 0)
            fault(
                "must be one of null, boolean, integer, number, string, array and object, or a list of them");
        else
            m_node->types = types;
    }
    void enumeration(json::Value const& value)
    {
        auto const* list = value.if_array();
        if (!list)
            return fault("must be a list of values");
        auto& rules = values();
        rules.hasAllowed = true;
        rules.onlyTexts =
            std::all_of(list->begin(), list->end(), [](auto const& item) { return item.is_string(); });
        for (auto const& item : *list) {
            if (rules.onlyTexts)
                rules.allowedTexts.add(item.get_string());
            else
                rules.allowed.push_back(item);
        }
    }
    void constant(json::Value const& value) { values().constant.push_back(value); }

    // Keywords for numbers.
    void multipleOf(json::Value const& value)
    {
        auto const step = number(value);
        if (step && *step <= 0)
            fault("must be above zero");
        else if (step)
            numbers().step = *step;
    }
    void minimum(json::Value const& value) { numbers().low = number(value).value_or(0); }
    void maximum(json::Value const& value) { numbers().high = number(value).value_or(0); }
    void exclusiveMinimum(json::Value const& value) { numbers().above = number(value).value_or(0); }
    void exclusiveMaximum(json::Value const& value) { numbers().below = number(value).value_or(0); }

    // Keywords for text.
    void minLength(json::Value const& value) { strings().lengthMin = count(value).value_or(0); }
    void maxLength(json::Value const& value) { strings().lengthMax = count(value).value_or(0); }
    void pattern(json::Value const& value)
    {
        if (auto const* text = value.if_string())
            strings().pattern = compiledPattern(*text);
        else
            fault("must be text");
    }
    void format(json::Value const& value)
    {
        auto const* text = value.if_string();
        if (!text)
            return fault("must be text");
        if (!m_options.assertFormats)
            return;
        if (auto const known = formatNamed(*text))
            strings().format = *known;
        else
            fault("names a format that is not supported: " + std::string{std::string_view{*text}});
    }

    // Keywords for lists.
    void prefixItems(json::Value const& value)
    {
        if (auto const* list = value.if_array())
            for (auto const& item : *list)
                arrays().prefix.push_back(child(item));
    }
    void items(json::Value const& value) { arrays().rest = child(value); }
    void contains(json::Value const& value) { arrays().contains = child(value); }
    void minContains(json::Value const& value) { arrays().containsMin = count(value).value_or(0); }
    void maxContains(json::Value const& value) { arrays().containsMax = count(value).value_or(0); }
    void minItems(json::Value const& value) { arrays().itemsMin = count(value).value_or(0); }
    void maxItems(json::Value const& value) { arrays().itemsMax = count(value).value_or(0); }
    void uniqueItems(json::Value const& value)
    {
        if (auto const* truth = value.if_bool())
            arrays().unique = *truth;
        else
            fault("must be true or false");
    }
    void unevaluatedItems(json::Value const& value) { combination().otherItems = child(value); }

    // Keywords for objects.
    void properties(json::Value const& value)
    {
        if (auto const* map = value.if_object())
            for (auto const& [name, schema] : *map)
                objects().names.add(name).node = child(schema);
    }
    void patternProperties(json::Value const& value)
    {
        auto const* map = value.if_object();
        if (!map)
            return;
        for (auto const& [source, schema] : *map)
            if (auto const* compiled = compiledPattern(source))
                objects().matching.push_back({compiled, child(schema)});
    }
    void additionalProperties(json::Value const& value) { objects().additional = child(value); }
    void propertyNames(json::Value const& value) { objects().nameRule = child(value); }
    void required(json::Value const& value)
    {
        for (auto const& name : names(value).value_or(std::vector<std::string>{}))
            objects().names.add(name).required = true;
    }
    ObjectRules::Dependent& dependent(std::string_view name)
    {
        for (auto& known : objects().dependents)
            if (known.name == name)
                return known;
        objects().dependents.push_back({std::string{name}, {}, kNone});
        return objects().dependents.back();
    }
    void dependentRequired(json::Value const& value)
    {
        auto const* map = value.if_object();
        if (!map)
            return fault("must be an object of lists of names");
        for (auto const& [name, list] : *map)
            dependent(name).names = names(list).value_or(std::vector<std::string>{});
    }
    void dependentSchemas(json::Value const& value)
    {
        if (auto const* map = value.if_object())
            for (auto const& [name, schema] : *map)
                dependent(name).node = child(schema);
    }
    void minProperties(json::Value const& value) { objects().membersMin = count(value).value_or(0); }
    void maxProperties(json::Value const& value) { objects().membersMax = count(value).value_or(0); }
    void unevaluatedProperties(json::Value const& value) { combination().otherMembers = child(value); }

    // Schemas for the same value.
    void list(json::Value const& value, std::vector<NodeId>& ids)
    {
        if (auto const* schemas = value.if_array())
            for (auto const& schema : *schemas)
                ids.push_back(child(schema));
    }
    void allOf(json::Value const& value) { list(value, combination().all); }
    void anyOf(json::Value const& value) { list(value, combination().any); }
    void oneOf(json::Value const& value) { list(value, combination().one); }
    void negation(json::Value const& value) { combination().never = child(value); }
    void condition(json::Value const& value) { combination().condition = child(value); }
    void then(json::Value const& value) { combination().then = child(value); }
    void otherwise(json::Value const& value) { combination().otherwise = child(value); }
    std::optional<Scan::Target> target(json::Value const& value)
    {
        auto const* text = value.if_string();
        auto found = text ? m_scan.follow(*text, m_node->resource) : std::nullopt;
        if (!found)
            fault("leads to no schema in this document");
        return found;
    }
    void reference(json::Value const& value)
    {
        if (auto const found = target(value))
            combination().reference = found->node;
    }
    void dynamicReference(json::Value const& value)
    {
        if (auto const found = target(value)) {
            combination().dynamicReference = found->node;
            combination().dynamicName = found->dynamicName;
        }
    }

    // A schema that comes back to itself on the same value would never be finished.
    void refuseCircles()
    {
        std::vector<std::uint8_t> state(m_program.nodes.size(), 0); // 1: on the way, 2: finished
        for (NodeId id = 0; id < state.size(); ++id)
            if (circles(id, state))
                return m_faults.add(m_scan.places()[id].pointer, "refers back to itself without end");
    }
    bool circles(NodeId id, std::vector<std::uint8_t>& state) const
    {
        if (id == kNone || state[id] == 2)
            return false;
        if (state[id] == 1)
            return true;
        state[id] = 1;
        auto const& node = m_program.nodes[id];
        std::vector<NodeId> next;
        if (node.combination != kNone) {
            auto const& rules = m_program.combinations[node.combination];
            next = {rules.never, rules.condition, rules.then, rules.otherwise, rules.reference};
            for (auto const* ids : {&rules.all, &rules.any, &rules.one})
                next.insert(next.end(), ids->begin(), ids->end());
            if (rules.dynamicName.empty())
                next.push_back(rules.dynamicReference);
        }
        if (node.objects != kNone)
            for (auto const& dependent : m_program.objects[node.objects].dependents)
                next.push_back(dependent.node);
        bool const circle =
            std::any_of(next.begin(), next.end(), [&](NodeId to) { return circles(to, state); });
        state[id] = 2;
        return circle;
    }

    Scan const& m_scan;
    Options const& m_options;
    Faults& m_faults;
    Program& m_program;
    Node* m_node = nullptr;
    std::string m_at; // pointer of the keyword at hand
};

std::vector<Compiler::Named> const& Compiler::table()
{
    using C = Compiler;
    static std::vector<Named> const all{
        {"$schema", &C::dialect},
        {"$id", &C::note},
        {"$anchor", &C::note},
        {"$dynamicAnchor", &C::note},
        {"$defs", &C::note},
        {"$comment", &C::note},
        {"title", &C::note},
        {"description", &C::note},
        {"default", &C::note},
        {"examples", &C::note},
        {"deprecated", &C::note},
        {"readOnly", &C::note},
        {"writeOnly", &C::note},
        {"contentEncoding", &C::note},
        {"contentMediaType", &C::note},
        {"contentSchema", &C::note},
        {"$ref", &C::reference},
        {"$dynamicRef", &C::dynamicReference},
        {"type", &C::type},
        {"enum", &C::enumeration},
        {"const", &C::constant},
        {"multipleOf", &C::multipleOf},
        {"minimum", &C::minimum},
        {"maximum", &C::maximum},
        {"exclusiveMinimum", &C::exclusiveMinimum},
        {"exclusiveMaximum", &C::exclusiveMaximum},
        {"minLength", &C::minLength},
        {"maxLength", &C::maxLength},
        {"pattern", &C::pattern},
        {"format", &C::format},
        {"prefixItems", &C::prefixItems},
        {"items", &C::items},
        {"contains", &C::contains},
        {"minContains", &C::minContains},
        {"maxContains", &C::maxContains},
        {"minItems", &C::minItems},
        {"maxItems", &C::maxItems},
        {"uniqueItems", &C::uniqueItems},
        {"unevaluatedItems", &C::unevaluatedItems},
        {"properties", &C::properties},
        {"patternProperties", &C::patternProperties},
        {"additionalProperties", &C::additionalProperties},
        {"propertyNames", &C::propertyNames},
        {"required", &C::required},
        {"dependentRequired", &C::dependentRequired},
        {"dependentSchemas", &C::dependentSchemas},
        {"minProperties", &C::minProperties},
        {"maxProperties", &C::maxProperties},
        {"unevaluatedProperties", &C::unevaluatedProperties},
        {"allOf", &C::allOf},
        {"anyOf", &C::anyOf},
        {"oneOf", &C::oneOf},
        {"not", &C::negation},
        {"if", &C::condition},
        {"then", &C::then},
        {"else", &C::otherwise},
    };
    return all;
}

} // namespace

Result<Schema> Schema::compile(json::Value const& document, Options const& options)
{
    if (json::text(document).size() > kSchemaBytesMax)
        return failed(ErrorCode::TooLarge,
                      "The schema is longer than " + std::to_string(kSchemaBytesMax) + " bytes.");
    Faults faults;
    Scan const scan{document, options.pointer, faults};
    auto program = std::make_unique<Program>();
    if (!scan.places().empty())
        Compiler{scan, options, faults, *program}.run();
    if (faults.any())
        return Error{
            .code = ErrorCode::Invalid, .message = "The schema is refused.", .fields = faults.take()};
    return Schema{std::move(program)};
}

} // namespace core::collections::schema

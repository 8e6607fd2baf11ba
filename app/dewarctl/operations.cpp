// OpenAPI 3.1 in, requests out. Nothing here knows a capability.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dewarctl/operations.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include <boost/json.hpp>

#include "core/base/text.h"

namespace dewarctl {

namespace {

using namespace core;

constexpr std::size_t kOperationsMax = 1000;

std::string textOf(boost::json::string_view text)
{
    return {text.data(), text.size()};
}

Error usage(std::string message)
{
    return failed(ErrorCode::Invalid, std::move(message));
}

json::Object const* objectAt(json::Value const& value, std::string_view name)
{
    auto const* const found = json::find(value, name);
    return found != nullptr ? found->if_object() : nullptr;
}

Parameter parameterOf(std::string name, Place place, json::Value const& schema)
{
    Parameter parameter{.name = std::move(name), .place = place};
    parameter.type = json::textAt(schema, "type");
    if (auto const* const items = json::find(schema, "items"))
        parameter.itemType = json::textAt(*items, "type");
    parameter.secret = json::boolAt(schema, "writeOnly");
    return parameter;
}

void readParameters(Operation& operation, json::Value const& description)
{
    auto const* const list = json::find(description, "parameters");
    if (list == nullptr || !list->is_array())
        return;
    for (auto const& entry : list->get_array()) {
        auto const place = json::textAt(entry, "in") == "path" ? Place::Path : Place::Query;
        auto const* const schema = json::find(entry, "schema");
        auto parameter =
            parameterOf(json::textAt(entry, "name"), place, schema != nullptr ? *schema : json::Value{});
        parameter.required = place == Place::Path || json::boolAt(entry, "required");
        operation.parameters.push_back(std::move(parameter));
    }
    auto const at = [&](Parameter const& parameter) {
        return parameter.place == Place::Path ? operation.path.find("{" + parameter.name + "}")
                                              : std::string::npos;
    };
    std::stable_sort(operation.parameters.begin(), operation.parameters.end(),
                     [&](auto const& left, auto const& right) { return at(left) < at(right); });
}

void readBody(Operation& operation, json::Value const& description)
{
    auto const* const body = json::find(description, "requestBody");
    auto const* const content = body != nullptr ? objectAt(*body, "content") : nullptr;
    if (content == nullptr || content->empty())
        return;
    operation.contentType = textOf(content->begin()->key());
    auto const* const schema = json::find(content->begin()->value(), "schema");
    auto const* const properties = schema != nullptr ? objectAt(*schema, "properties") : nullptr;
    if (properties == nullptr) {
        operation.wholeBody = true;
        return;
    }
    std::set<std::string> required;
    if (auto const* const names = json::find(*schema, "required"); names != nullptr && names->is_array())
        for (auto const& name : names->get_array())
            required.insert(textOf(name.get_string()));
    for (auto const& [name, type] : *properties) {
        auto parameter = parameterOf(textOf(name), Place::Body, type);
        parameter.required = required.contains(parameter.name);
        operation.parameters.push_back(std::move(parameter));
    }
}

std::optional<Operation> operationOf(std::string path, std::string method, json::Value const& description)
{
    auto const id = json::textAt(description, "operationId");
    auto const dot = id.find('.');
    if (dot == std::string::npos)
        return std::nullopt;
    Operation operation{.noun = id.substr(0, dot),
                        .verb = id.substr(dot + 1),
                        .method = std::move(method),
                        .path = std::move(path),
                        .summary = json::textAt(description, "summary")};
    if (auto const* const security = json::find(description, "security");
        security != nullptr && security->is_array())
        operation.needsToken = !security->get_array().empty();
    readParameters(operation, description);
    readBody(operation, description);
    return operation;
}

// What the words said, by parameter; a list may have several.
using Values = std::map<std::string, std::vector<std::string>>;

// Takes the words one by one; every name must be known.
class WordReader {
public:
    WordReader(Operation const& operation, std::vector<std::string> const& words, FileReader const& readFile)
        : m_operation{operation}, m_words{words}, m_readFile{readFile}
    {
    }

    Result<Values> run()
    {
        while (m_next < m_words.size()) {
            auto const& word = m_words[m_next++];
            if (word.starts_with("--"))
                TRY(takeOption(word.substr(2)));
            else
                TRY(takePositional(word));
        }
        return std::move(m_values);
    }

private:
    Status takePositional(std::string const& word)
    {
        for (auto const& parameter : m_operation.parameters)
            if (parameter.place == Place::Path && !m_values.contains(parameter.name))
                return put(parameter, word);
        return usage("too many words at '" + word + "'");
    }

    Status takeOption(std::string option)
    {
        std::optional<std::string> value;
        if (auto const equals = option.find('='); equals != std::string::npos) {
            value = option.substr(equals + 1);
            option.resize(equals);
        }
        std::replace(option.begin(), option.end(), '-', '_');
        auto const found = std::find_if(m_operation.parameters.begin(), m_operation.parameters.end(),
                                        [&](auto const& one) { return underscored(one.name) == option; });
        bool const isBody = m_operation.wholeBody && option == "body";
        if (found == m_operation.parameters.end() && !isBody)
            return usage("there is no --" + dashed(option));
        auto const parameter = isBody ? Parameter{.name = "body"} : *found;
        bool const isAlone = m_next >= m_words.size() || m_words[m_next].starts_with("--");
        if (!value && parameter.type == "boolean" && (isAlone || !isTruth(m_words[m_next])))
            value = "true";
        if (!value && isAlone)
            return usage("--" + dashed(option) + " needs a value");
        return put(parameter, value ? *value : m_words[m_next++]);
    }

    Status put(Parameter const& parameter, std::string const& word)
    {
        auto& values = m_values[parameter.name];
        if (!values.empty() && parameter.type != "array")
            return usage("--" + dashed(parameter.name) + " is given twice");
        if (word.starts_with('@')) {
            values.push_back(TRY(m_readFile(word.substr(1))));
            return Done{};
        }
        if (parameter.secret)
            return usage("give --" + dashed(parameter.name) +
                         " as @FILE or @- (standard input): other users can see the words of a command");
        values.push_back(word);
        return Done{};
    }

    static bool isTruth(std::string const& word) { return word == "true" || word == "false"; }
    static std::string underscored(std::string name)
    {
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    }
    static std::string dashed(std::string name)
    {
        std::replace(name.begin(), name.end(), '_', '-');
        return name;
    }

    Operation const& m_operation;
    std::vector<std::string> const& m_words;
    FileReader const& m_readFile;
    std::size_t m_next = 0;
    Values m_values;
};

// "5" for a number becomes 5; an object or a list may be given as JSON.
Result<json::Value> valueOf(std::string const& name, std::string const& type, std::string const& word)
{
    if (type == "string")
        return json::Value(boost::json::string_view{word.data(), word.size()});
    if (type == "boolean" && word != "true" && word != "false")
        return usage("--" + name + " must be true or false");
    if (type.empty() || type == "object" || type == "array" || type == "boolean" || type == "integer" ||
        type == "number") {
        auto parsed = json::parse(word);
        if (parsed)
            return parsed;
        if (type.empty())
            return json::Value(boost::json::string_view{word.data(), word.size()});
    }
    return usage("--" + name + " must be of type " + type);
}

Result<json::Value> bodyValue(Parameter const& parameter, std::vector<std::string> const& words)
{
    if (parameter.type != "array")
        return valueOf(parameter.name, parameter.type, words.front());
    if (words.size() == 1 && words.front().starts_with('['))
        return valueOf(parameter.name, "array", words.front());
    json::Array list;
    for (auto const& word : words)
        list.push_back(TRY(valueOf(parameter.name, parameter.itemType, word)));
    return json::Value(std::move(list));
}

Status checkRequired(Operation const& operation, Values const& values)
{
    for (auto const& parameter : operation.parameters)
        if (parameter.required && !values.contains(parameter.name))
            return usage(parameter.name + " is missing: " + usageOf(operation));
    if (operation.wholeBody && !values.contains("body"))
        return usage("--body is missing: " + usageOf(operation));
    return Done{};
}

std::string targetFor(Operation const& operation, Values const& values)
{
    auto target = operation.path;
    std::string query;
    for (auto const& parameter : operation.parameters) {
        auto const given = values.find(parameter.name);
        if (given == values.end())
            continue;
        if (parameter.place == Place::Path) {
            auto const hole = "{" + parameter.name + "}";
            target.replace(target.find(hole), hole.size(), percentEncoded(given->second.front()));
        } else if (parameter.place == Place::Query) {
            for (auto const& value : given->second)
                query += (query.empty() ? "?" : "&") + percentEncoded(parameter.name) + "=" +
                         percentEncoded(value);
        }
    }
    return target + query;
}

Result<std::string> bodyFor(Operation const& operation, Values const& values)
{
    if (operation.contentType.empty())
        return std::string{};
    if (operation.wholeBody)
        return values.at("body").front();
    json::Object body;
    std::string form;
    for (auto const& parameter : operation.parameters) {
        auto const given = values.find(parameter.name);
        if (parameter.place != Place::Body || given == values.end())
            continue;
        if (operation.contentType == "application/x-www-form-urlencoded") {
            form += (form.empty() ? "" : "&") + percentEncoded(parameter.name) + "=" +
                    percentEncoded(given->second.front());
            continue;
        }
        body[parameter.name] = TRY(bodyValue(parameter, given->second));
    }
    return operation.contentType == "application/x-www-form-urlencoded" ? form : json::text(body);
}

} // namespace

Result<std::vector<Operation>> operationsIn(json::Value const& document)
{
    auto const* const paths = objectAt(document, "paths");
    if (paths == nullptr)
        return failed(ErrorCode::BadGateway, "the server did not answer with an OpenAPI document");
    std::vector<Operation> operations;
    for (auto const& [path, methods] : *paths) {
        if (!methods.is_object())
            continue;
        for (auto const& [method, description] : methods.get_object()) {
            auto name = textOf(method);
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
            if (operations.size() >= kOperationsMax)
                return failed(ErrorCode::BadGateway, "the server's OpenAPI document is too large");
            if (auto operation = operationOf(textOf(path), name, description))
                operations.push_back(std::move(*operation));
        }
    }
    return operations;
}

Result<Operation> operationNamed(std::vector<Operation> const& operations, std::string_view noun,
                                 std::string_view verb)
{
    std::set<std::string> nouns;
    std::string verbs;
    for (auto const& operation : operations) {
        if (operation.noun == noun && operation.verb == verb)
            return operation;
        nouns.insert(operation.noun);
        if (operation.noun == noun)
            verbs += "\n  " + usageOf(operation) + "\n      " + operation.summary;
    }
    if (!verbs.empty())
        return usage("what shall be done with " + std::string{noun} + "?" + verbs);
    std::string list;
    for (auto const& name : nouns)
        list += " " + name;
    return usage("there is no noun '" + std::string{noun} + "'; there are:" + list);
}

Result<Call> callFor(Operation const& operation, std::vector<std::string> const& words,
                     FileReader const& readFile)
{
    auto const values = TRY(WordReader(operation, words, readFile).run());
    TRY(checkRequired(operation, values));
    auto body = TRY(bodyFor(operation, values));
    return Call{.method = operation.method,
                .target = targetFor(operation, values),
                .contentType = operation.contentType,
                .body = std::move(body)};
}

std::string usageOf(Operation const& operation)
{
    auto text = "dewarctl " + operation.noun + " " + operation.verb;
    for (auto const& parameter : operation.parameters) {
        auto shown = parameter.name;
        std::replace(shown.begin(), shown.end(), '_', '-');
        if (parameter.place == Place::Path) {
            std::transform(shown.begin(), shown.end(), shown.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
            text += " " + shown;
            continue;
        }
        auto const value = parameter.secret ? "@FILE" : parameter.type.empty() ? "JSON" : parameter.type;
        auto const option = "--" + shown + " " + value;
        text += parameter.required ? " " + option : " [" + option + "]";
    }
    return operation.wholeBody ? text + " --body @FILE" : text;
}

} // namespace dewarctl

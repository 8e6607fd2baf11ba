// Reading a request's input.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/input.h"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

namespace core::api {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// application/x-www-form-urlencoded, also the query's form (WHATWG URL, 5.1): '+' is a blank.
Result<Pairs> formPairs(std::string_view text)
{
    Pairs pairs;
    if (text.empty())
        return pairs;
    auto decoded = [](std::string_view part) -> Result<std::string> {
        std::string plain{part};
        std::ranges::replace(plain, '+', ' ');
        auto value = TRY(percentDecoded(plain));
        if (!isUtf8(value))
            return failed(ErrorCode::BadRequest, "a parameter is not UTF-8");
        return value;
    };
    for (auto const part : split(text, '&')) {
        if (pairs.size() == kQueryParametersMax)
            return failed(ErrorCode::BadRequest, "too many parameters");
        auto const equals = part.find('=');
        auto name = TRY(decoded(part.substr(0, equals)));
        auto value = equals == std::string_view::npos ? std::string{} : TRY(decoded(part.substr(equals + 1)));
        pairs.emplace_back(std::move(name), std::move(value));
    }
    return pairs;
}

json::Value typed(std::string_view type, std::string const& text)
{
    if (type == "integer") {
        std::int64_t number = 0;
        auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem == std::errc{} && end == text.data() + text.size() && !text.empty())
            return number;
    }
    if (type == "boolean" && (text == "true" || text == "false"))
        return text == "true";
    return json::Value(text); // The field's own check names the fault.
}

std::string_view typeOfField(CompiledRoute const& route, std::string_view name)
{
    for (auto const& [field, type] : route.parameters)
        if (field == name)
            return type;
    return "string";
}

Status addPairs(json::Object& object, CompiledRoute const& route, Pairs const& pairs)
{
    for (auto const& [name, value] : pairs) {
        auto const type = typeOfField(route, name);
        if (type == "array") {
            auto& list = object[name];
            if (!list.is_array())
                list = json::Array{};
            list.get_array().emplace_back(value);
            continue;
        }
        if (object.contains(name))
            return Error{.code = ErrorCode::Invalid,
                         .message = "some fields are not acceptable",
                         .fields = {{"/" + pointerPart(name), "is given twice"}}};
        object[name] = typed(type, value);
    }
    return Done{};
}

// Type and subtype without parameters, lower case; a charset other than utf-8 is refused.
Status checkMediaType(Exchange const& exchange, std::initializer_list<std::string_view> accepted)
{
    auto refused = [&] {
        std::string names;
        for (auto const name : accepted)
            names += (names.empty() ? "" : " or ") + std::string{name};
        return failed(ErrorCode::UnsupportedType, "send " + names);
    };
    auto const* header = exchange.request.header("content-type");
    if (header == nullptr)
        return refused();
    auto const parts = split(*header, ';');
    auto const type = lowered(trimmed(parts.front()));
    if (std::ranges::find(accepted, std::string_view{type}) == accepted.end())
        return refused();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        auto const parameter = lowered(trimmed(parts[i]));
        if (parameter.starts_with("charset=") && parameter != "charset=utf-8" &&
            parameter != "charset=\"utf-8\"")
            return failed(ErrorCode::UnsupportedType, "send UTF-8");
    }
    if (auto const* coding = exchange.request.header("content-encoding");
        coding != nullptr && exchange.route().body != Body::Bytes && lowered(trimmed(*coding)) != "identity")
        return failed(ErrorCode::UnsupportedType, "content codings are not accepted here");
    return Done{};
}

Result<json::Object> describedBody(Exchange const& exchange)
{
    if (exchange.request.body.empty() && exchange.request.header("content-type") == nullptr)
        return json::Object{};
    bool const patch = exchange.request.method == Method::Patch;
    TRY(patch ? checkMediaType(exchange, {"application/json", "application/merge-patch+json"})
              : checkMediaType(exchange, {"application/json"}));
    auto value = TRY(json::parse(exchange.request.body, {.bytesMax = exchange.route().bodyBytesMax}));
    if (!value.is_object())
        return Error{
            .code = ErrorCode::Invalid, .message = "send an object", .fields = {{"", "must be an object"}}};
    for (auto const& [name, ignored] : exchange.match.values)
        if (value.get_object().contains(name))
            return Error{.code = ErrorCode::Invalid,
                         .message = "some fields are not acceptable",
                         .fields = {{"/" + pointerPart(name), "belongs to the path"}}};
    return std::move(value.get_object());
}

Result<json::Object> bodyOf(Exchange const& exchange)
{
    auto const& body = exchange.request.body;
    if (body.size() > exchange.route().bodyBytesMax)
        return failed(ErrorCode::TooLarge,
                      "the body may have " + std::to_string(exchange.route().bodyBytesMax) + " bytes");
    switch (exchange.route().body) {
    case Body::Described:
        return describedBody(exchange);
    case Body::Document: {
        bool const patch = exchange.request.method == Method::Patch;
        TRY(patch ? checkMediaType(exchange, {"application/json", "application/merge-patch+json"})
                  : checkMediaType(exchange, {"application/json"}));
        return json::Object{{"body", TRY(json::parse(body, {.bytesMax = exchange.route().bodyBytesMax}))}};
    }
    case Body::Form: {
        TRY(checkMediaType(exchange, {"application/x-www-form-urlencoded"}));
        json::Object object;
        TRY(addPairs(object, *exchange.match.route, TRY(formPairs(body))));
        return object;
    }
    case Body::Bytes: {
        json::Object object{{"body", body}};
        // Only a handler that declares these two is told them.
        for (auto const& [name, ignored] : exchange.match.route->parameters) {
            auto const header = name == "content_type"       ? "content-type"
                                : name == "content_encoding" ? "content-encoding"
                                                             : "";
            auto const* const value = exchange.request.header(header);
            if (value != nullptr)
                object[name] = lowered(*value);
        }
        return object;
    }
    }
    return json::Object{};
}

} // namespace

Result<json::Value> inputOf(Exchange const& exchange)
{
    auto const method = exchange.request.method;
    bool const hasBody = method == Method::Post || method == Method::Put || method == Method::Patch;
    json::Object object;
    if (hasBody) {
        if (!exchange.request.query.empty())
            return failed(ErrorCode::BadRequest, "this takes no query parameters");
        object = TRY(bodyOf(exchange));
    } else {
        if (!exchange.request.body.empty())
            return failed(ErrorCode::BadRequest, "this takes no body");
        TRY(addPairs(object, *exchange.match.route, TRY(formPairs(exchange.request.query))));
    }
    for (auto const& [name, value] : exchange.match.values)
        object[name] = typed(typeOfField(*exchange.match.route, name), value);
    return json::Value(std::move(object));
}

} // namespace core::api

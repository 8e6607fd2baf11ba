// Looks into a message: method names and header fields.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/http/message.h"

#include <algorithm>

namespace core::http {

std::string_view nameOf(Method method)
{
    switch (method) {
    case Method::Get: return "GET";
    case Method::Head: return "HEAD";
    case Method::Post: return "POST";
    case Method::Put: return "PUT";
    case Method::Patch: return "PATCH";
    case Method::Delete: return "DELETE";
    case Method::Options: return "OPTIONS";
    case Method::Other: return "OTHER";
    }
    return "OTHER";
}

std::string const* Request::header(std::string_view name) const
{
    for (auto const& header : headers)
        if (header.name == name)
            return &header.value;
    return nullptr;
}

std::size_t Request::count(std::string_view name) const
{
    return static_cast<std::size_t>(std::ranges::count(headers, name, &Header::name));
}

} // namespace core::http

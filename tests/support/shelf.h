// A collections service on a temporary database, called as different callers.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/services/collections/collections_service.h"
#include "tests/support/temp_database.h"
#include "tests/support/vectors.h"

namespace support {

// JSON texts are written with ' instead of ".
class Shelf {
public:
    TempDatabase database;
    core::collections::CollectionsService service;
    core::api::Principal owner = callerWith({"records.read@*", "records.write@*"});
    std::vector<std::pair<std::string, std::string>> touches; // of the last call

    static core::json::Value value(std::string const& text)
    {
        return *core::json::parse(support::quoted(text));
    }

    core::Result<core::collections::CollectionView> make(core::collections::NewCollection input)
    {
        auto prepared = database.read(
            owner, [&](core::api::ReadContext& context) { return service.prepareCreate(context, input); });
        if (!prepared)
            return std::move(prepared).error();
        return database.change(
            owner, [&](core::api::Context& context) { return service.create(context, *prepared); });
    }
    core::Result<core::collections::CollectionView> make(std::string name, std::string const& schema,
                                                         std::vector<std::string> unique = {},
                                                         std::vector<std::string> indexes = {})
    {
        return make({.name = std::move(name),
                     .schema = value(schema),
                     .description = {},
                     .unique = unique,
                     .indexes = indexes,
                     .writeOnce = {}});
    }

    template <class In, class Out>
    core::Result<Out>
    change(core::Result<Out> (core::collections::CollectionsService::*method)(core::api::Context&, In const&),
           In const& input, std::optional<core::api::Principal> caller = {})
    {
        database.clock.advance(std::chrono::milliseconds{2});
        return database.change(caller.value_or(owner), [&](core::api::Context& context) {
            auto result = (service.*method)(context, input);
            touches = context.touches;
            return result;
        });
    }
    template <class In, class Out>
    core::Result<Out>
    read(core::Result<Out> (core::collections::CollectionsService::*method)(core::api::ReadContext&,
                                                                            In const&),
         In const& input, std::optional<core::api::Principal> caller = {})
    {
        return database.read(caller.value_or(owner), [&](core::api::ReadContext& context) {
            context.ifNoneMatch = ifNoneMatch;
            auto result = (service.*method)(context, input);
            touches = context.touches;
            return result;
        });
    }

    // Shorter words for the common calls.
    core::Result<core::api::RawAnswer> add(std::string collection, core::json::Value body)
    {
        return change(&core::collections::CollectionsService::createRecord,
                      core::collections::NewRecord{std::move(collection), std::move(body)});
    }
    std::string addedId(std::string collection, core::json::Value body)
    {
        auto const answer = add(std::move(collection), std::move(body));
        return answer ? core::json::textAt(*core::json::parse(answer->body), "id") : answer.error().message;
    }
    core::Result<core::api::RawAnswer> show(std::string collection, std::string id)
    {
        return read(&core::collections::CollectionsService::showRecord,
                    core::collections::RecordRef{std::move(collection), std::move(id)});
    }

    std::optional<std::string> ifNoneMatch;
};

} // namespace support

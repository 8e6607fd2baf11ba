// What an engine can do, read from its own OpenAPI document: nouns, verbs, and how words become a request.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/platform/json/json.h"

namespace dewarctl {

enum class Place { Path, Query, Body };

struct Parameter {
    std::string name; // as the engine spells it: first_bad
    Place place = Place::Body;
    std::string type = {};     // JSON Schema's name; empty: any
    std::string itemType = {}; // of an array
    bool required = false;
    bool secret = false; // never taken from the command line
};

struct Operation {
    std::string noun; // "users"
    std::string verb; // "disable"
    std::string method;
    std::string path; // "/api/v1/users/{id}/disable"
    std::string summary = {};
    std::string contentType = {}; // of the request body; empty: none
    bool needsToken = true;
    bool wholeBody = false;                 // the body is one document or bytes, given with --body
    std::vector<Parameter> parameters = {}; // those in the path first, in its order
};

core::Result<std::vector<Operation>> operationsIn(core::json::Value const& document);

// The operation, or an error of code Invalid that lists what there is.
core::Result<Operation> operationNamed(std::vector<Operation> const& operations, std::string_view noun,
                                       std::string_view verb);

struct Call {
    std::string method;
    std::string target;
    std::string contentType;
    std::string body;
};

// Reads what "@FILE" names; "@-" is standard input.
using FileReader = std::function<core::Result<std::string>(std::string const& path)>;

// `words` follow the verb: values of the path in order, then --name value (also --name=value; a boolean alone
// is true; a list is repeated). Dashes in names stand for underscores. Secrets must come as @FILE. Invalid is
// a usage error.
core::Result<Call> callFor(Operation const& operation, std::vector<std::string> const& words,
                           FileReader const& readFile);

// "dewarctl users disable ID [--reason TEXT]"
std::string usageOf(Operation const& operation);

} // namespace dewarctl

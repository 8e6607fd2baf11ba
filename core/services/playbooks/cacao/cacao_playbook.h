// A CACAO v2.0 playbook as typed values, and the defects a document can have; made by cacao_reader.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "core/base/clock.h"

namespace core::playbooks::cacao {

// What the executor understands of our own: `permissions` on the playbook; `out`, `out_job`, `wait_job`,
// `answers` and `approval` on a step.
constexpr std::string_view kExtensionId = "extension-definition--85bf51d7-1f57-45f7-86e9-917f8ca20b88";
// The only automated agent: an http-api agent whose one address is this URL is the engine itself.
constexpr std::string_view kEngineUrl = "dewar://engine";

constexpr std::size_t kPlaybookBytesMax = 1 << 20;
constexpr std::size_t kPlaybookDepthMax = 24; // of the JSON document
constexpr std::size_t kStepsMax = 1000;
constexpr std::size_t kParallelWidthMax = 100;
constexpr std::size_t kBranchDepthMax = 32; // branches within branches
constexpr std::size_t kCommandsPerStepMax = 100;
constexpr std::size_t kVariablesMax = 500;
constexpr std::size_t kTextBytesMax = 64 * 1024; // one text of a playbook
constexpr std::size_t kDefectsMax = 200;         // one reading never lists more

enum class StepType { Start, End, Action, PlaybookAction, Parallel, If, While, Switch };
std::string_view nameOf(StepType type);
std::optional<StepType> stepTypeFrom(std::string_view name);

struct Variable {
    std::string name; // with the underscores: "__user_id__"
    std::string type; // "string", "integer", ...
    std::string description = {};
    std::optional<std::string> value = {};
    bool constant = false;
    bool external = false;
};

struct Command {
    std::string type;         // "manual", "http-api", or a foreign one, kept as text for a person
    std::string text = {};    // command, or command_b64 decoded
    std::string content = {}; // content, or content_b64 decoded
    std::vector<std::pair<std::string, std::string>> headers = {};
};

struct Agent {
    std::string id;
    std::string type;
    std::string name;
    bool isEngine = false;
};

// The content of our step extension.
struct StepOptions {
    std::vector<std::pair<std::string, std::string>> out = {};    // variable, JSON pointer into the answer
    std::vector<std::pair<std::string, std::string>> outJob = {}; // variable, JSON pointer into the ended job
    std::vector<std::string> answers = {}; // what a manual step accepts; empty: any text
    bool waitJob = false;
    bool approval = false; // somebody other than the starter approves
};

struct Step {
    std::string id;
    StepType type = StepType::End;
    std::string name = {};
    std::string description = {};
    std::int64_t delayMs = 0;
    std::int64_t timeoutMs = 0; // 0: the default of its kind
    std::vector<Variable> variables = {};
    std::string onCompletion = {};
    std::string onSuccess = {};
    std::string onFailure = {};
    std::vector<Command> commands = {}; // action
    std::string agent = {};
    std::vector<std::string> targets = {};
    std::vector<std::string> inArgs = {}; // action, playbook-action
    std::vector<std::string> outArgs = {};
    std::string playbookId = {}; // playbook-action
    std::string playbookVersion = {};
    std::vector<std::string> nextSteps = {}; // parallel
    std::string condition = {};              // if, while
    std::string onTrue = {};
    std::string onFalse = {};
    std::string switchOn = {}; // switch: the variable's name
    std::vector<std::pair<std::string, std::string>> cases = {};
    StepOptions options = {};

    std::string const& afterSuccess() const { return onCompletion.empty() ? onSuccess : onCompletion; }
};

struct Playbook {
    std::string id;
    std::string name;
    std::string description = {};
    std::string createdBy = {};
    std::string created = {};
    std::string modified = {};
    bool revoked = false;
    std::optional<Time> validFrom = {};
    std::optional<Time> validUntil = {};
    std::string workflowStart = {};
    std::string workflowException = {};
    std::vector<Variable> variables = {};
    std::map<std::string, Step, std::less<>> steps = {};
    std::map<std::string, Agent, std::less<>> agents = {};
    std::vector<std::string> permissions = {}; // the grant: what a run may do at most
    boost::json::value document = {};          // everything, unknown extensions included

    Step const* step(std::string_view stepId) const;
    Variable const* variable(std::string_view variableName) const;
};

// What a defect means for the document.
enum class Gravity {
    Broken,      // not a CACAO v2.0 playbook
    Quarantined, // holds a secret in clear; no run until it is taken out
    Unrunnable,  // valid, but this engine refuses to start it
    Remark,      // worth knowing
};
std::string_view nameOf(Gravity gravity);

struct Defect {
    std::string name;    // stable slug: "dangling-reference"
    std::string pointer; // JSON pointer (RFC 6901) into the document
    std::string says;    // one sentence, safe to show
    Gravity gravity = Gravity::Broken;
};

} // namespace core::playbooks::cacao

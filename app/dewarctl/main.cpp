// dewarctl: the command line twin of the console. Reads global options, then a noun and a verb of the engine.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "app/dewarctl/audit_command.h"
#include "app/dewarctl/bundle_command.h"
#include "app/dewarctl/demo.h"
#include "app/dewarctl/demo_world.h"
#include "app/dewarctl/job_command.h"
#include "app/dewarctl/offline_commands.h"
#include "app/dewarctl/output.h"
#include "app/dewarctl/profiles.h"
#include "app/dewarctl/session.h"
#include "core/base/text.h"
#include "core/platform/crypto/random.h"
#include "core/platform/os/files.h"
#include "core/platform/os/process.h"

namespace {

using namespace core;
using namespace dewarctl;

constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr std::size_t kInputBytesMax = 16 << 20;
constexpr std::size_t kAuthorityBytesMax = 64 * 1024;

struct Arguments {
    Profile profile;
    std::string profileName;
    std::string ifMatch;
    std::string outputPath;
    bool json = false;
    std::vector<std::string> words;
};

int complain(Error const& error)
{
    std::fprintf(stderr, "dewarctl: %s", safeText(trimmed(error.message)).c_str()); // ends its line itself
    return error.code == ErrorCode::Invalid ? kExitUsage : kExitFailed;
}

Result<std::string> readStandardInput()
{
    std::string text;
    for (int letter = std::getchar(); letter != EOF; letter = std::getchar()) {
        if (text.size() >= kInputBytesMax)
            return failed(ErrorCode::TooLarge, "the input is larger than 16 MiB");
        text += static_cast<char>(letter);
    }
    return text;
}

// A secret in a file usually ends with a line end that is not part of it; a document does not care.
Result<std::string> readInput(std::string const& path)
{
    auto text = path == "-" ? TRY(readStandardInput()) : TRY(os::readFile(path, kInputBytesMax));
    if (text.ends_with('\n') && text.find('\n') == text.size() - 1)
        text.pop_back();
    return text;
}

// What the command line leaves open, the profile fills.
Status fillFromProfile(Arguments& arguments)
{
    if (arguments.profileName.empty())
        return Done{};
    auto const stored = TRY(TRY(Profiles::ofThisUser()).load(arguments.profileName));
    auto const fill = [](std::string& value, std::string const& from) {
        if (value.empty())
            value = from;
    };
    fill(arguments.profile.server, stored.server);
    fill(arguments.profile.authority, stored.authority);
    fill(arguments.profile.user, stored.user);
    fill(arguments.profile.passwordFile, stored.passwordFile);
    return Done{};
}

Result<Session> openSession(Profile const& profile, Random& random)
{
    if (profile.server.empty() || profile.authority.empty())
        return failed(ErrorCode::Invalid, "say which engine: --server URL and --ca FILE, or --profile NAME");
    auto address = TRY(addressOf(profile.server, TRY(os::readFile(profile.authority, kAuthorityBytesMax))));
    auto connection = TRY(http::ApiConnection::open(std::move(address)));
    Secret token;
    if (char const* const given = std::getenv("DEWAR_TOKEN"); given != nullptr)
        token = Secret{given};
    std::optional<Login> login;
    if (token.empty() && !profile.user.empty() && !profile.passwordFile.empty()) {
        auto password = TRY(os::readSecretFile(profile.passwordFile));
        login = Login{.user = profile.user, .password = std::move(password)};
    }
    return Session{std::move(connection), random, std::move(token), std::move(login)};
}

// --json may also stand behind the verb.
void takeJsonFlag(Arguments& arguments)
{
    auto const json = std::find(arguments.words.begin(), arguments.words.end(), "--json");
    if (json == arguments.words.end())
        return;
    arguments.json = true;
    arguments.words.erase(json);
}

bool isJson(http::Response const& answer)
{
    for (auto const& header : answer.headers)
        if (header.name == "content-type")
            return header.value.starts_with("application/json") ||
                   header.value.find("+json") != std::string::npos;
    return false;
}

Status print(Arguments const& arguments, http::Response const& answer)
{
    if (!arguments.outputPath.empty()) // Byte by byte, for reports and exports; never through a terminal.
        return os::writeFileAtomically(arguments.outputPath, answer.body);
    if (answer.body.empty()) {
        std::fputs(arguments.json ? "{}\n" : "done\n", stdout);
    } else if (isJson(answer)) {
        auto const value = TRY(json::parse(answer.body, {.bytesMax = 64 << 20, .depthMax = 64}));
        std::fputs((arguments.json ? safeJson(value) : tableOf(value)).c_str(), stdout);
    } else {
        std::fputs(safeText(answer.body).c_str(), stdout);
    }
    if (std::fflush(stdout) != 0)
        return failed(ErrorCode::Internal, "cannot write the output");
    return Done{};
}

Status runCommand(Arguments const& arguments, Session& session)
{
    auto const operations = TRY(session.operations());
    auto const noun = arguments.words.empty() ? std::string{} : arguments.words[0];
    auto const verb = arguments.words.size() > 1 ? arguments.words[1] : std::string{};
    if (noun == "jobs" && verb == "wait" && arguments.words.size() == 3)
        return waitForJob(session, TRY(operationNamed(operations, "jobs", "show")), arguments.words[2]);
    auto const operation = TRY(operationNamed(operations, noun, verb));
    std::vector<std::string> const rest{arguments.words.begin() + 2, arguments.words.end()};
    bool const isStretch = !rest.empty() && rest[0].starts_with("--after");
    if (operation.noun == "audit" && operation.verb == "verify" && !isStretch)
        return verifyAudit(session, operations, TRY(witnessFrom(rest)));
    auto const call = TRY(callFor(operation, rest, readInput));
    auto const answer = TRY(session.run(operation, call, arguments.ifMatch));
    if (answer.status >= 300)
        return failed(ErrorCode::Conflict, problemText(noun + " " + verb, answer.status, answer.body));
    return print(arguments, answer);
}

// audit verify --data DIR [--head-number N --head-hash HEX]: what is left of a stopped engine.
Result<std::optional<OfflineAudit>> offlineAudit(std::vector<std::string> const& words)
{
    if (words.size() < 4 || words[0] != "audit" || words[1] != "verify")
        return std::optional<OfflineAudit>{};
    auto const data = std::ranges::find(words, "--data");
    if (data == words.end() || data + 1 == words.end())
        return std::optional<OfflineAudit>{};
    OfflineAudit audit{.directory = data[1]};
    std::vector<std::string> rest{words.begin() + 2, data};
    rest.insert(rest.end(), data + 2, words.end());
    audit.witness = TRY(witnessFrom(rest));
    return std::optional{std::move(audit)};
}

int run(Arguments& arguments, Random& random)
{
    auto const offlineOne = offlineAudit(arguments.words);
    if (!offlineOne)
        return complain(offlineOne.error());
    if (*offlineOne) {
        auto const verified = verifyAuditOffline(**offlineOne);
        return verified ? kExitDone : complain(verified.error());
    }
    if (auto const offline = runOffline(arguments.words, random))
        return *offline ? kExitDone : complain(offline->error());
    takeJsonFlag(arguments);
    if (auto filled = fillFromProfile(arguments); !filled)
        return complain(filled.error());
    auto session = openSession(arguments.profile, random);
    if (!session)
        return complain(session.error());
    auto const done = runCommand(arguments, *session);
    return done ? kExitDone : complain(done.error());
}

int manageProfiles(std::string const& action, Arguments const& arguments)
{
    auto const profiles = Profiles::ofThisUser();
    if (!profiles)
        return complain(profiles.error());
    if (action == "list") {
        auto const names = profiles->names();
        if (!names)
            return complain(names.error());
        for (auto const& name : *names)
            std::printf("%s\n", printable(name).c_str());
        return kExitDone;
    }
    if (action == "save" && (arguments.profile.server.empty() || arguments.profile.authority.empty()))
        return complain(failed(ErrorCode::Invalid, "a profile needs at least --server and --ca"));
    auto const done = action == "save" ? profiles->save(arguments.profileName, arguments.profile)
                                       : profiles->remove(arguments.profileName);
    return done ? kExitDone : complain(done.error());
}

constexpr char kHelp[] =
    "Nouns and verbs come from the engine: dewarctl --server URL --ca FILE lists them, with NOUN its verbs.\n"
    "  dewarctl --server URL --ca FILE --user NAME --password-file F users list [--json]\n"
    "  dewarctl ... backups start; dewarctl ... jobs wait ID      waits for the job, exit code 1 if it "
    "failed\n"
    "  dewarctl ... audit verify [--head-number N --head-hash HEX]   recomputes the chain of a running "
    "engine\n"
    "With the engine stopped:\n"
    "  dewarctl users unlock-offline --data DIR --passphrase-file F --name NAME [--new-password-file F]\n"
    "  dewarctl backup restore-into --repository DIR --data DIR --passphrase-file F [--backup ID]\n"
    "  dewarctl backup restore-into --repository DIR --data DIR --kit-file F --next-passphrase-file F\n"
    "  dewarctl audit verify --data DIR [--head-number N --head-hash HEX]\n"
    "Exit codes: 0 done, 1 refused or failed, 2 usage.";

void addGlobals(CLI::App& app, Arguments& arguments)
{
    app.add_option("--server", arguments.profile.server,
                   "Address of the admin listener: https://127.0.0.1:8444");
    app.add_option("--ca", arguments.profile.authority,
                   "The engine's ca.pem: the only authority that is trusted");
    app.add_option("--user", arguments.profile.user,
                   "Who signs in; DEWAR_TOKEN in the environment replaces it");
    app.add_option("--password-file", arguments.profile.passwordFile,
                   "File with the password, closed to others");
    app.add_option("--profile", arguments.profileName, "Stored options: dewarctl profile save NAME");
    app.add_option("--if-match", arguments.ifMatch, "Change only this revision (ETag)");
    app.add_option("--output", arguments.outputPath, "Write the answer to this file, byte by byte");
    app.add_flag("--json", arguments.json, "Print the answer as JSON");
}

} // namespace

int main(int argc, char** argv)
{
    // A token in the environment and a password in memory: no core image of them.
    static_cast<void>(
        os::disableCoreDumps()); // Refused in some sandboxes; working without it is still better.
    os::closeNewFilesToOthers();
    Arguments arguments;
    CLI::App app{
        "dewarctl: does over the API what the engine offers. NOUN VERB [WORDS...]; a noun alone lists its "
        "verbs. Values: --name VALUE, @FILE for the contents of a file, @- for standard input."};
    app.set_version_flag("--version", "dewarctl " DEWAR_VERSION);
    app.prefix_command();
    app.footer(kHelp);
    addGlobals(app, arguments);
    std::string action;
    auto* const profile = app.add_subcommand("profile", "Save, list or remove stored options");
    profile->add_option("action", action, "save, list or remove")
        ->required()
        ->check(CLI::IsMember({"save", "list", "remove"}));
    profile->add_option("name", arguments.profileName, "Name of the profile");
    profile->fallthrough();
    std::string bundlePath;
    auto* const bundle = app.add_subcommand("verify-bundle", "Recompute the hashes of an exported incident");
    bundle->add_option("file", bundlePath, "The bundle")->required();
    std::string story;
    DemoOptions demoOptions;
    auto* const demo = app.add_subcommand("demo", "Tell a story against an engine of its own, step by step");
    demo->add_option("story", story,
                     "credential-compromise, or world: fills a data directory for the console")
        ->required()
        ->check(CLI::IsMember({"credential-compromise", "world"}));
    WorldOptions worldOptions;
    demo->add_option("--into", worldOptions.into, "world: the directory to make");
    demo->add_flag("--with-run", worldOptions.withRun,
                   "world: leave a playbook run that waits for an answer");
    demo->add_option("--without", demoOptions.without,
                     "Leave out one action of the playbook: the story must fail");
    demo->add_flag("--keep", demoOptions.keep, "Leave the data directory");
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& problem) {
        return app.exit(problem) == 0 ? kExitDone : kExitUsage;
    }
    if (bundle->parsed()) {
        auto const verified = verifyBundleFile(bundlePath);
        return verified ? kExitDone : complain(verified.error());
    }
    if (demo->parsed() && story == "world")
        return worldOptions.into.empty()
                   ? complain(Error{ErrorCode::Invalid, "demo world wants --into DIRECTORY"})
                   : demoWorld(worldOptions);
    if (demo->parsed())
        return demoCredentialCompromise(demoOptions);
    if (profile->parsed())
        return manageProfiles(action, arguments);
    arguments.words = app.remaining();
    if (arguments.words.empty() && arguments.profile.server.empty() && arguments.profileName.empty()) {
        std::fputs(app.help().c_str(), stderr);
        return kExitUsage;
    }
    crypto::SystemRandom random;
    return run(arguments, random);
}

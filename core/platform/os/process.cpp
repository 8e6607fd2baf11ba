// Linux calls behind process.h: prctl, sigtimedwait, posix_spawn, pidfd.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/process.h"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>

extern "C" { // glibc 2.36 forgets to say so itself; goes with a newer one.
#include <sys/pidfd.h>
}

#include "core/platform/os/descriptor.h"
#include "core/platform/os/failure.h"
#include "core/platform/os/files.h"

namespace core::os {

namespace {

sigset_t stopSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

timespec timespecOf(std::chrono::nanoseconds span)
{
    auto const seconds = std::chrono::floor<std::chrono::seconds>(span);
    return {.tv_sec = static_cast<time_t>(seconds.count()),
            .tv_nsec = static_cast<long>((span - seconds).count())};
}

// The attributes and file actions of one posix_spawn, freed in every case.
class SpawnPlan {
public:
    SpawnPlan()
    {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
    }
    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    SpawnPlan(SpawnPlan const&) = delete;
    SpawnPlan& operator=(SpawnPlan const&) = delete;

    void open(int number, std::string const& path, int flags)
    {
        posix_spawn_file_actions_addopen(&m_actions, number, path.c_str(), flags | O_NOFOLLOW, 0600);
    }
    void clearSignals()
    {
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        auto defaults = stopSignals();
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&m_attributes, &defaults);
        posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    posix_spawn_file_actions_t const* actions() const { return &m_actions; }
    posix_spawnattr_t const* attributes() const { return &m_attributes; }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

int exitCodeOf(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

Status disableCoreDumps()
{
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return systemFailure("forbid", "core images", errno);
    rlimit const none{.rlim_cur = 0, .rlim_max = 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0)
        return systemFailure("forbid", "core images", errno);
    return Done{};
}

void closeNewFilesToOthers()
{
    ::umask(0077);
}

Status blockSignals()
{
    auto const set = stopSignals();
    if (int const code = ::pthread_sigmask(SIG_BLOCK, &set, nullptr); code != 0)
        return systemFailure("block", "signals", code);
    std::signal(SIGPIPE, SIG_IGN);
    return Done{};
}

Result<std::optional<StopSignal>> waitForSignal(std::optional<std::chrono::milliseconds> timeMax)
{
    auto const set = stopSignals();
    auto const end = std::chrono::steady_clock::now() + timeMax.value_or(std::chrono::milliseconds{0});
    while (true) {
        auto const left =
            timespecOf(std::max(end - std::chrono::steady_clock::now(), std::chrono::nanoseconds{0}));
        int const number = ::sigtimedwait(&set, nullptr, timeMax ? &left : nullptr);
        if (number == SIGTERM)
            return std::optional{StopSignal::Terminate};
        if (number == SIGINT)
            return std::optional{StopSignal::Interrupt};
        if (errno == EAGAIN)
            return std::optional<StopSignal>{};
        if (errno != EINTR)
            return systemFailure("wait for", "signals", errno);
    }
}

Result<Secret> readSecretLine(std::size_t bytesMax)
{
    std::string line;
    line.reserve(bytesMax); // Growing would leave copies behind.
    char letter = 0;
    ssize_t count = 0;
    while ((count = ::read(STDIN_FILENO, &letter, 1)) != 0 && letter != '\n') {
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 || line.size() == bytesMax)
            break;
        line += letter;
    }
    bool const complete = count >= 0 && line.size() < bytesMax;
    if (complete && line.ends_with('\r'))
        line.pop_back();
    Secret secret{line};
    wipe(line.data(), line.size());
    if (!complete || secret.empty())
        return failed(ErrorCode::Invalid, "standard input holds no secret: one line is expected");
    return secret;
}

Result<Secret> readSecret(std::string const& path)
{
    return path == "-" ? readSecretLine() : readSecretFile(path);
}

void tuneHeap()
{
    // Fixed bounds: by itself glibc would keep blocks as large as a password hash's 19 MiB once one was freed, and
    // would grow and shrink a thread's heap by single pages. A refusal leaves the defaults, which are only worse.
    constexpr int kMappedFrom = 1 << 20;
    constexpr int kKeptAtTheTop = 1 << 20;
    constexpr int kGrownBy = 128 << 10;
    mallopt(M_MMAP_THRESHOLD, kMappedFrom);
    mallopt(M_TRIM_THRESHOLD, kKeptAtTheTop);
    mallopt(M_TOP_PAD, kGrownBy);
}

int processId()
{
    return static_cast<int>(::getpid());
}

Result<std::uint64_t> residentBytes()
{
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file{std::fopen("/proc/self/statm", "re"),
                                                               std::fclose};
    if (!file)
        return systemFailure("read", "/proc/self/statm", errno);
    unsigned long total = 0;
    unsigned long resident = 0;
    if (std::fscanf(file.get(), "%lu %lu", &total, &resident) != 2)
        return failed(ErrorCode::Internal, "cannot read /proc/self/statm: it has another form");
    return static_cast<std::uint64_t>(resident) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

Result<std::string> programPath()
{
    std::array<char, 4096> text{};
    auto const count = ::readlink("/proc/self/exe", text.data(), text.size() - 1);
    if (count < 0)
        return systemFailure("read", "/proc/self/exe", errno);
    return std::string{text.data(), static_cast<std::size_t>(count)};
}

Result<Child> Child::start(std::string const& program, std::vector<std::string> const& arguments,
                           ChildOptions const& options)
{
    SpawnPlan plan;
    plan.clearSignals();
    plan.open(STDIN_FILENO, "/dev/null", O_RDONLY);
    auto const openFor = [&](int number, std::string const& path) {
        if (path.empty())
            plan.open(number, "/dev/null", O_WRONLY);
        else
            plan.open(number, path, O_WRONLY | O_CREAT | O_TRUNC);
    };
    openFor(STDOUT_FILENO, options.outputPath);
    openFor(STDERR_FILENO, options.errorPath);

    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> environment = options.environment;
    for (char** entry = environ; *entry != nullptr; ++entry)
        environment.emplace_back(*entry);
    pid_t id = -1;
    int const code = ::posix_spawn(&id, program.c_str(), plan.actions(), plan.attributes(),
                                   pointersTo(words).data(), pointersTo(environment).data());
    if (code != 0)
        return systemFailure("start", program, code);
    return Child{id};
}

Child::~Child()
{
    if (m_id < 0 || m_exit)
        return;
    ::kill(m_id, SIGKILL);
    uninterrupted([&] { return ::waitpid(m_id, nullptr, 0); });
}

Child::Child(Child&& other) noexcept
    : m_id{std::exchange(other.m_id, -1)}, m_exit{std::exchange(other.m_exit, {})}
{
}

Child& Child::operator=(Child&& other) noexcept
{
    std::swap(m_id, other.m_id);
    std::swap(m_exit, other.m_exit);
    return *this;
}

Result<std::optional<int>> Child::wait(std::chrono::milliseconds timeMax)
{
    if (m_exit)
        return m_exit;
    // Our own unreaped child: its number cannot belong to another process.
    Descriptor const descriptor{::pidfd_open(m_id, 0)};
    if (!descriptor)
        return systemFailure("watch", "process " + std::to_string(m_id), errno);
    auto const end = std::chrono::steady_clock::now() + timeMax;
    while (true) {
        pollfd watched{.fd = descriptor.number(), .events = POLLIN, .revents = 0};
        auto const left =
            timespecOf(std::max(end - std::chrono::steady_clock::now(), std::chrono::nanoseconds{0}));
        int const ready = ::ppoll(&watched, 1, &left, nullptr);
        if (ready == 0)
            return std::optional<int>{};
        if (ready > 0)
            break;
        if (errno != EINTR)
            return systemFailure("watch", "process " + std::to_string(m_id), errno);
    }
    int status = 0;
    if (uninterrupted([&] { return ::waitpid(m_id, &status, 0); }) < 0)
        return systemFailure("reap", "process " + std::to_string(m_id), errno);
    m_exit = exitCodeOf(status);
    return m_exit;
}

Status Child::terminate()
{
    return signal(SIGTERM);
}

Status Child::kill()
{
    return signal(SIGKILL);
}

Status Child::signal(int number)
{
    if (m_exit)
        return Done{};
    if (::kill(m_id, number) != 0 && errno != ESRCH)
        return systemFailure("signal", "process " + std::to_string(m_id), errno);
    return Done{};
}

} // namespace core::os

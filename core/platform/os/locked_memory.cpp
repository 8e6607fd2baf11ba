// Locked pages over mmap, mlock and madvise.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/os/locked_memory.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include "core/base/secret.h"

namespace core::os {

namespace {
constexpr std::size_t kLockedBytesMax = 1 << 20;
}

Result<LockedMemory> LockedMemory::allocate(std::size_t bytes)
{
    if (bytes == 0 || bytes > kLockedBytesMax)
        return failed(ErrorCode::Internal, "that much memory is not locked");
    auto const page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    auto const mapped = (bytes + page - 1) / page * page;
    void* const start = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return failed(ErrorCode::Unavailable, "there is no memory for keys", std::strerror(errno));
    // A child sees zeros: it has no business with the keys.
    if (mlock(start, mapped) != 0 || madvise(start, mapped, MADV_DONTDUMP) != 0 ||
        madvise(start, mapped, MADV_WIPEONFORK) != 0) {
        auto const reason = std::string{std::strerror(errno)};
        munmap(start, mapped);
        return failed(ErrorCode::Unavailable,
                      "memory for keys cannot be locked: raise the limit on locked memory (ulimit -l)",
                      reason);
    }
    return LockedMemory{{static_cast<unsigned char*>(start), bytes}, mapped};
}

LockedMemory::~LockedMemory()
{
    release();
}

LockedMemory::LockedMemory(LockedMemory&& other) noexcept
    : m_bytes{std::exchange(other.m_bytes, {})}, m_mapped{std::exchange(other.m_mapped, 0)}
{
}

LockedMemory& LockedMemory::operator=(LockedMemory&& other) noexcept
{
    if (this != &other) {
        release();
        m_bytes = std::exchange(other.m_bytes, {});
        m_mapped = std::exchange(other.m_mapped, 0);
    }
    return *this;
}

void LockedMemory::release()
{
    if (m_mapped == 0)
        return;
    wipe(m_bytes.data(), m_bytes.size());
    munlock(m_bytes.data(), m_mapped);
    munmap(m_bytes.data(), m_mapped);
    m_mapped = 0;
}

} // namespace core::os

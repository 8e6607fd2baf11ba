// The audit chain: every change leaves a row that is tied to the one before it, in the same transaction.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/api/ports.h"
#include "core/services/audit/audit_types.h"

namespace core::audit {

// A head that a witness (console, peer, backup) saw: a row's number and hash in lower-case hex.
using Head = AuditHead;

struct Verification {
    bool ok = true;
    std::int64_t rows = 0;                // rows walked
    std::optional<std::int64_t> firstBad; // number of the first row that is not as it was written
    std::string problem;                  // one sentence, empty when ok
    Head head;                            // the last good row
};

// Walks the whole chain of this snapshot in bounded chunks. Finds removed, changed, reordered and inserted
// rows; with a witness's head also a cut end and a chain that was hashed anew. Used by dewarctl on a stopped
// engine.
Result<Verification> verifyChain(db::Tx& tx, Head const* expectedHead);

class AuditService final : public api::AuditSink {
public:
    // Write lane only.
    Status append(db::Tx& tx, api::AuditEntry entry) override;
    void forgetHead() override;
    // Any thread. Keeps one count per address, principal and reason, at most kRefusalKeysMax of them.
    void countRefusal(api::AuditEntry const& entry) override;

    // Once a minute from the timer, and at stop: writes the first refusal and the sum of each count. At most
    // kRefusalRowsMax rows of their own; the smaller counts are summed per reason. A failure keeps the
    // counts.
    Status flushRefusals(api::Changes& changes);

    Result<api::Page<AuditRow>> list(api::ReadContext& context, AuditFilter const& filter);
    Result<AuditHead> head(api::ReadContext& context, api::Nothing const& nothing);
    Result<AuditVerified> verify(api::ReadContext& context, AuditStretch const& stretch);
    Result<api::RawAnswer> exported(api::ReadContext& context, AuditExport const& stretch);

private:
    using RefusalKey = std::tuple<std::string, std::string, std::string>; // address, principal, reason
    struct Refusals {
        api::AuditEntry first;
        std::int64_t count = 0;
    };
    using RefusalTable = std::map<RefusalKey, Refusals>;

    RefusalTable takeRefusals();
    void putBack(RefusalTable table);

    std::optional<std::pair<std::int64_t, std::string>> m_head; // number and raw hash; write lane only
    std::mutex m_refusalsMutex;
    RefusalTable m_refusals;
};

constexpr std::size_t kRefusalKeysMax = 10'000;
constexpr std::size_t kRefusalRowsMax = 200;

} // namespace core::audit

// Verifying and exporting the chain.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/audit/audit_walk.h"

#include <QJsonDocument>

#include <algorithm>

namespace ui::audit {

Walk::Walk(AuditClient& client, QObject* parent) : QObject{parent}, m_client{client}
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (auto const again = std::exchange(m_again, {}); again && m_running)
            again();
    });
}

void Walk::cancel()
{
    ++m_turn;
    m_pause.stop();
    m_again = {};
    m_running = false;
}

bool Walk::waited(Problem const& problem, std::function<void()> again)
{
    if (problem.status != 429)
        return false;
    auto const seconds = std::clamp(problem.retryAfterSeconds, 1, kWaitSecondsMax);
    m_again = std::move(again);
    m_pause.start(seconds * 1000);
    emit waiting(seconds);
    return true;
}

void Verification::start(Head const& seen)
{
    cancel();
    begin();
    m_verdict = {};
    m_verdict.seen = seen;
    client().head(this, [this, mine = turn()](Reply<Head> reply) {
        if (!current(mine))
            return;
        if (auto const* problem = problemOf(reply)) {
            end();
            return emit failed(*problem);
        }
        m_verdict.head = std::get<Head>(reply);
        emit progressed(0, m_verdict.head.number);
        walk(0);
    });
}

void Verification::walk(qint64 after)
{
    client().verify(after, this, [this, after, mine = turn()](Reply<Stretch> reply) {
        if (!current(mine))
            return;
        auto const* problem = problemOf(reply);
        if (problem == nullptr)
            return take(std::get<Stretch>(reply));
        if (waited(*problem, [this, after] { walk(after); }))
            return;
        end();
        emit failed(*problem);
    });
}

void Verification::take(Stretch const& stretch)
{
    m_verdict.rows += stretch.rows;
    m_verdict.ok = stretch.ok;
    m_verdict.firstBad = stretch.firstBad;
    m_verdict.problem = stretch.problem;
    emit progressed(m_verdict.rows, std::max(m_verdict.rows, m_verdict.head.number));
    if (!stretch.ok)
        return finish();
    if (stretch.next > 0)
        return walk(stretch.next);
    compare();
}

/// A chain that was cut or hashed anew is whole in itself: only a head from before gives it away.
void Verification::compare()
{
    auto const& seen = m_verdict.seen;
    if (seen.none())
        return finish();
    if (seen.number > m_verdict.head.number) {
        m_verdict.witness = Verdict::Witness::Cut;
        m_verdict.ok = false;
        m_verdict.firstBad = m_verdict.head.number + 1;
        return finish();
    }
    client().list({}, QString::number(seen.number + 1), 1, this, [this, mine = turn()](Reply<Batch> reply) {
        if (!current(mine))
            return;
        if (auto const* problem = problemOf(reply)) {
            end();
            return emit failed(*problem);
        }
        auto const& rows = std::get<Batch>(reply).items;
        auto const same = !rows.empty() && rows.front().number == m_verdict.seen.number &&
                          rows.front().hash == m_verdict.seen.hash;
        m_verdict.witness = same ? Verdict::Witness::Matches : Verdict::Witness::Differs;
        if (!same) {
            m_verdict.ok = false;
            m_verdict.firstBad = m_verdict.seen.number;
        }
        finish();
    });
}

void Verification::finish()
{
    end();
    emit ended(m_verdict);
}

bool Export::start(QString const& path, qint64 total)
{
    cancel();
    m_rows = 0;
    m_total = total;
    m_fault.clear();
    m_file = std::make_unique<QSaveFile>(path);
    if (!m_file->open(QIODevice::WriteOnly)) {
        m_fault = m_file->errorString();
        m_file.reset();
        return false;
    }
    m_file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    begin();
    emit progressed(0, m_total);
    read(0);
    return true;
}

void Export::cancel()
{
    Walk::cancel();
    if (m_file)
        m_file->cancelWriting();
    m_file.reset();
}

void Export::give(QString const& fault)
{
    m_fault = fault;
    cancel();
    emit broken(fault);
}

void Export::read(qint64 after)
{
    client().exported(after, this, [this, after, mine = turn()](Reply<QByteArray> reply) {
        if (!current(mine))
            return;
        auto const* problem = problemOf(reply);
        if (problem == nullptr)
            return take(std::get<QByteArray>(reply), after);
        if (waited(*problem, [this, after] { read(after); }))
            return;
        auto const said = *problem;
        cancel();
        emit failed(said);
    });
}

void Export::take(QByteArray const& lines, qint64 after)
{
    auto const count = lines.count('\n');
    m_rows += count;
    if (m_file->write(lines) != lines.size())
        return give(m_file->errorString());
    emit progressed(m_rows, std::max(m_rows, m_total));
    auto const last = lines.trimmed();
    auto const begin = last.lastIndexOf('\n') + 1;
    auto const number = QJsonDocument::fromJson(last.mid(begin)).object()["number"].toInteger();
    if (count >= AuditClient::kExportRows && number > after)
        return read(number);
    auto const path = m_file->fileName();
    if (!m_file->commit())
        return give(m_file->errorString());
    m_file.reset();
    end();
    emit ended(path, m_rows);
}

} // namespace ui::audit

// What the engine answered. A reply reaches its callback only while the object that asked still exists.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <utility>
#include <variant>

namespace ui {

/// One entry of a problem's errors[]: the RFC 6901 pointer of the member and what is wrong with it.
struct FieldError {
    QString pointer;
    QString message;
};

/// RFC 9457 problem details as the console reads them; status 0 means that no answer came at all.
struct Problem {
    int status = 0;
    QString type; // The slug after the last colon or slash, as "session-ended".
    QString title;
    QString detail;
    QString instance; // Method and path of the call, for the reference box.
    QString traceId;
    QString permission; // What was missing, when the engine said so.
    int retryAfterSeconds = 0;
    QList<FieldError> errors;
    QJsonObject body; // As it came, when it was JSON: some refusals say more, as the checks of /readyz.

    bool unreachable() const { return status == 0; }
};

template <class T> using Reply = std::variant<T, Problem>;

/// The problem of a reply, or nullptr.
template <class T> Problem const* problemOf(Reply<T> const& reply)
{
    return std::get_if<Problem>(&reply);
}

template <class T> class Then {
public:
    template <class Done> Then(QObject* owner, Done done) : m_owner{owner}, m_done{std::move(done)}
    {
        Q_ASSERT(m_owner);
    }

    /// Whether anybody is still there to hear the answer.
    bool wanted() const { return !m_owner.isNull(); }
    void operator()(Reply<T> reply) const
    {
        if (m_owner)
            m_done(std::move(reply));
    }

private:
    QPointer<QObject> m_owner;
    std::function<void(Reply<T>)> m_done;
};

} // namespace ui

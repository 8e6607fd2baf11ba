// Polling of jobs. A poll without an answer is simply repeated: the job lives in the engine, not here.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/job_follower.h"

#include "ui/api/reading.h"

#include <algorithm>

namespace ui {

Job jobFrom(QJsonObject const& json)
{
    return {.id = json["id"].toString(),
            .kind = json["kind"].toString(),
            .state = json["state"].toString(),
            .says = json["says"].toString(),
            .completed = json["completed"].toInteger(),
            .total = json["total"].toInteger(),
            .cancellable = json["cancellable"].toBool(),
            .result = json["result_link"].toString(),
            .problem = json["problem"].toString(),
            .startedBy = json["started_by"].toString(),
            .createdAt = timeFrom(json["created_at"]),
            .endedAt = timeFrom(json["ended_at"])};
}

JobFollower::JobFollower(ApiClient& api, QObject* parent) : QObject{parent}, m_api{api}
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kPollMsMin);
    connect(&m_timer, &QTimer::timeout, this, &JobFollower::poll);
}

bool JobFollower::follow(QString const& locationOrId)
{
    auto const id = locationOrId.section('/', -1);
    if (id.isEmpty())
        return false;
    if (find(id) == nullptr) {
        if (!makeRoom())
            return false;
        m_jobs.prepend(Job{.id = id, .kind = {}, .state = "queued", .says = {}});
        emit changed(m_jobs.first());
    }
    hasten();
    return true;
}

void JobFollower::followRunning()
{
    for (auto const* state : {"queued", "running"}) {
        QUrlQuery query;
        query.addQueryItem("state", state);
        m_api.get("/jobs", query, {this, [this](Reply<QJsonValue> reply) {
                                       // Without an answer the tray starts empty; a job that is started from
                                       // here is followed all the same.
                                       if (problemOf(reply) != nullptr)
                                           return;
                                       for (auto const& item : std::get<QJsonValue>(reply)["items"].toArray())
                                           follow(item.toObject()["id"].toString());
                                   }});
    }
}

void JobFollower::cancel(QString const& id)
{
    m_api.post(pathOf("/jobs/%1/cancel", {id}), QJsonValue::Undefined,
               {this, [this, id](Reply<QJsonValue> reply) {
                    auto const* job = find(id);
                    auto const* problem = problemOf(reply);
                    if (job != nullptr && problem != nullptr)
                        emit refused(*job, *problem);
                    hasten();
                }});
}

void JobFollower::dismiss(QString const& id)
{
    auto const* job = find(id);
    if (job == nullptr || !job->ended())
        return;
    m_jobs.removeIf([&](Job const& each) { return each.id == id; });
    m_etags.remove(id);
    emit dismissed(id);
}

void JobFollower::clear()
{
    m_timer.stop();
    auto const jobs = std::exchange(m_jobs, {});
    m_etags.clear();
    m_asked.clear();
    for (auto const& job : jobs)
        emit dismissed(job.id);
}

void JobFollower::hasten()
{
    m_timer.start(kPollMsMin);
}

void JobFollower::poll()
{
    QStringList running;
    for (auto const& job : m_jobs)
        if (!job.ended())
            running << job.id;
    for (auto const& id : running)
        if (!m_asked.contains(id))
            ask(id);
    if (!running.isEmpty())
        m_timer.start(std::min(kPollMsMax, m_timer.interval() * 3 / 2));
}

void JobFollower::ask(QString const& id)
{
    m_asked.insert(id);
    m_api.send({.path = pathOf("/jobs/%1", {id}), .ifNoneMatch = m_etags.value(id)},
               {this, [this, id](Reply<Answer> reply) { take(id, reply); }});
}

void JobFollower::take(QString const& id, Reply<Answer> const& reply)
{
    m_asked.remove(id);
    auto* const job = find(id);
    if (job == nullptr || job->ended())
        return;
    if (auto const* problem = problemOf(reply)) {
        if (problem->status == 403 || problem->status == 404)
            lose(*job, *problem);
        return; // Anything else passes: the next poll asks again.
    }
    auto const& answer = std::get<Answer>(reply);
    if (answer.status == 304)
        return;
    m_etags[id] = answer.etag;
    auto next = jobFrom(answer.body.toObject());
    if (next.id == id)
        replace(*job, std::move(next));
}

void JobFollower::lose(Job& job, Problem const& problem)
{
    auto next = job;
    next.state = "lost";
    next.says =
        problem.status == 403 ? tr("You may not follow this job") : tr("The engine has forgotten this job");
    replace(job, std::move(next));
}

void JobFollower::replace(Job& job, Job next)
{
    job = std::move(next);
    auto const copy = job; // Whoever listens may dismiss it.
    emit changed(copy);
    if (copy.ended())
        emit ended(copy);
}

Job* JobFollower::find(QString const& id)
{
    auto const found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](Job const& job) { return job.id == id; });
    return found == m_jobs.end() ? nullptr : &*found;
}

bool JobFollower::makeRoom()
{
    if (m_jobs.size() < kJobsMax)
        return true;
    for (auto i = m_jobs.size() - 1; i >= 0; --i) {
        if (!m_jobs.at(i).ended())
            continue;
        dismiss(QString{m_jobs.at(i).id});
        return true;
    }
    return false;
}

} // namespace ui

// The pane of touched records.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/incidents/incidents_touched.h"

#include "ui/kit/form.h"
#include "ui/kit/layout.h"
#include "ui/kit/text.h"
#include "ui/pages/incidents/incidents_lines.h"

#include <QSignalBlocker>

namespace ui::incidents {

TouchedPane::TouchedPane(IncidentsClient& client, QWidget* parent)
    : QWidget{parent}, m_client{client}, m_whose{kit::choice({})},
      m_filter{new kit::FilterBar{tr("Collection or record"), {tr("All"), tr("Written"), tr("Read")}}},
      m_facts{kit::elided({}, Type::Small, Role::Muted)}, m_model{new TouchedModel{this}},
      m_table{new kit::Table{tr("Records touched"), m_model, 32}}
{
    m_whose->setAccessibleName(tr("By whom"));
    m_whose->setMinimumWidth(180);
    m_whose->setMaximumWidth(240);
    m_filter->addRight(m_whose);
    auto* content =
        kit::column(0)->add(kit::row(8, {20, 0, 16, 8})->add(m_facts, 1))->add(kit::rule())->add(m_table, 1);
    m_state = new kit::StateView{content};
    auto* lines = new QVBoxLayout{this};
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(m_filter);
    lines->addWidget(m_state, 1);
    connect(m_whose, &QComboBox::activated, this, [this] { read(); });
    connect(m_filter, &kit::FilterBar::changed, this, &TouchedPane::narrow);
    connect(m_table, &kit::Table::opened, this, [this](int row) {
        emit recordChosen(m_model->rowAt(row).collection, m_model->rowAt(row).record);
    });
}

void TouchedPane::setSubject(QString const& userId, QString const& userName, QStringList const& tokens,
                             QDateTime const& from, QDateTime const& to)
{
    constexpr int kLookBackSeconds = 3600;
    m_from = from.addSecs(-kLookBackSeconds);
    m_to = to;
    m_choices.clear();
    QSignalBlocker const quiet{m_whose};
    m_whose->clear();
    if (!userId.isEmpty()) {
        m_choices.push_back({userId, {}});
        m_whose->addItem(tr("by %1").arg(userName.isEmpty() ? shortId(userId) : kit::visible(userName)));
    }
    for (auto const& token : tokens) {
        m_choices.push_back({{}, token});
        m_whose->addItem(tr("by token %1").arg(shortId(token)));
    }
    m_whose->setEnabled(m_choices.size() > 1);
    if (m_choices.empty())
        m_state->showEmpty(QStringLiteral("footprints"), tr("Nobody to look for"),
                           tr("This case is not about an account, and its alert names no token."));
}

void TouchedPane::read()
{
    if (m_choices.empty())
        return;
    auto const& whose = m_choices.at(static_cast<std::size_t>(std::max(0, m_whose->currentIndex())));
    m_state->showLoading();
    m_client.touched(whose, m_from, m_to, {this, [this](Reply<Touched> const& reply) {
                                               if (auto const* problem = problemOf(reply)) {
                                                   emit refused(*problem);
                                                   return m_state->showFailed(*problem, [this] { read(); });
                                               }
                                               show(std::get<Touched>(reply));
                                           }});
}

void TouchedPane::show(Touched const& touched)
{
    auto const written = touched.written();
    auto const reading = static_cast<int>(touched.records.size()) - written;
    m_filter->setChipWords(1, tr("Written %1").arg(kit::grouped(written)));
    m_filter->setChipWords(2, tr("Read %1").arg(kit::grouped(reading)));
    auto facts =
        tr("%1, %2 refused · from %3 · %4 to %5 UTC")
            .arg(kit::counted(touched.requests, tr("1 request"), tr("%1 requests")),
                 kit::grouped(touched.refused),
                 touched.addresses.isEmpty() ? tr("no address")
                                             : kit::visible(touched.addresses.join(QStringLiteral(", "))),
                 kit::dayTime(m_from), kit::clockTime(m_to));
    if (!touched.complete)
        facts = tr("Not all: a bound of the engine cut the search. ") + facts;
    m_facts->setText(facts);
    kit::setTone(m_facts, touched.complete ? Role::Muted : Role::High);
    emit found(touched);
    if (touched.records.empty())
        return m_state->showEmpty(QStringLiteral("footprints"), tr("No record was touched"), facts);
    m_model->setRows(touched.records);
    narrow();
    m_state->showContent();
}

void TouchedPane::narrow()
{
    auto const words = m_filter->text();
    auto const chip = m_filter->chip();
    m_table->setFilter([this, words, chip](int row) {
        auto const& touch = m_model->rowAt(row);
        if (chip > 0 && touch.written != (chip == 1))
            return false;
        return words.isEmpty() || touch.collection.contains(words, Qt::CaseInsensitive) ||
               touch.record.contains(words, Qt::CaseInsensitive);
    });
}

} // namespace ui::incidents

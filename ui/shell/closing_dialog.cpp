// The three ways out.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/closing_dialog.h"

#include "ui/kit/text.h"

namespace ui {

ClosingDialog::ClosingDialog(QWidget* over, LocalEngine& engine)
    : Dialog{over, tr("The engine on this computer is running"), tr("It was started by this console."), 560},
      m_engine{engine}
{
    auto* const box = kit::column(8, {14, 12, 14, 12}, "well");
    auto const line = [box](char const* icon, QString const& words) {
        box->add(kit::row(10)
                     ->add(kit::iconLabel(icon, 16, Role::High), 0, Qt::AlignTop)
                     ->add(kit::text(words, Type::Body, Role::Text, kit::Wrap::Yes), 1));
    };
    body()->add(kit::text(tr("Stopping it stops"), Type::SmallStrong, Role::Text2));
    line("bell-off", tr("Alert rules and notifications: nobody watches until it is started again"));
    line("calendar-clock",
         tr("Schedules: backups and rotations that fall due are made up for at the next start"));
    line("loader-circle", tr("Jobs and playbook runs: they are interrupted"));
    line("database", tr("The data listener: programs that use the collections get no answer"));
    body()->add(box);
    body()->add(kit::text(
        tr("Kept running, it goes on after the console is closed. The next console finds it; it ends when "
           "this computer does."),
        Type::Body, Role::Muted, kit::Wrap::Yes));
    m_stay = addButton(tr("Stay"), kit::Kind::Default);
    m_stop = addButton(tr("Stop engine and close"), kit::Kind::DangerLine, "ban");
    m_keep = addButton(tr("Keep it running"), kit::Kind::Primary, "play");
    connect(m_stay, &QPushButton::clicked, this, &Dialog::close);
    connect(m_stop, &QPushButton::clicked, this, &ClosingDialog::stop);
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_engine.detach();
        emit decided();
        close();
    });
    m_stay->setAutoDefault(true);
    open(m_stay);
}

void ClosingDialog::stop()
{
    for (auto* const button : {m_stay, m_keep, m_stop})
        button->setEnabled(false);
    m_stop->setText(tr("Stopping…"));
    m_engine.stop({this, [this](Reply<bool>) {
                       emit decided();
                       close();
                   }});
}

} // namespace ui

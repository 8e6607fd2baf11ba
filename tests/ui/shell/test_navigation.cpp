// Tests of the navigation by keyboard: one stop for Tab, arrows turn the page, taking the focus does not.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation.h"

#include "tests/support/registry.h"

#include <QApplication>
#include <QSignalSpy>

using namespace ui;

class test_navigation : public QObject {
    Q_OBJECT
private slots:
    void init();
    void takesTheFocusWithoutTurningThePage();
    void turnsPagesByArrowsThroughBothLists();
    void isOneStopForTab();

private:
    QListView* list(char const* name) const
    {
        for (auto* found : m_navigation->findChildren<QListView*>())
            if (found->accessibleName() == name)
                return found;
        return nullptr;
    }

    std::unique_ptr<Navigation> m_navigation;
};

void test_navigation::init()
{
    m_navigation = std::make_unique<Navigation>(pages());
    m_navigation->resize(208, 700);
    m_navigation->show();
    m_navigation->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_navigation.get()));
}

void test_navigation::takesTheFocusWithoutTurningThePage()
{
    QSignalSpy chosen{m_navigation.get(), &Navigation::chosen};
    m_navigation->setCurrent("users");
    m_navigation->setFocus(Qt::TabFocusReason);
    QCOMPARE(QApplication::focusWidget(), list("Pages"));
    m_navigation->setCurrent("settings");
    m_navigation->setFocus(Qt::TabFocusReason);
    QCOMPARE(QApplication::focusWidget(), list("Settings"));
    list("Pages")->setFocus(Qt::MouseFocusReason);
    QCOMPARE(chosen.count(), 0);
}

void test_navigation::turnsPagesByArrowsThroughBothLists()
{
    QSignalSpy chosen{m_navigation.get(), &Navigation::chosen};
    auto const stems = m_navigation->stems();
    m_navigation->setCurrent(stems.first());
    m_navigation->setFocus(Qt::TabFocusReason);
    for (qsizetype i = 1; i < stems.size(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QCOMPARE(chosen.last().first().toString(), stems[i]);
    }
    for (auto i = stems.size() - 2; i >= 0; --i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        QCOMPARE(chosen.last().first().toString(), stems[i]);
    }
    auto const turned = chosen.count();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up); // There is nothing above.
    QCOMPARE(chosen.count(), turned);
}

void test_navigation::isOneStopForTab()
{
    for (auto const& [stem, stop] : {std::pair{"users", "Pages"}, std::pair{"settings", "Settings"}}) {
        m_navigation->setCurrent(stem);
        for (auto const* name : {"Pages", "Settings"})
            QCOMPARE(bool(list(name)->focusPolicy() & Qt::TabFocus),
                     QLatin1String{name} == QLatin1String{stop});
    }
}

DEWAR_TEST(test_navigation)
#include "test_navigation.moc"

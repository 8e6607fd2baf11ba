// A walk through every page of the real console on a live engine: what can be used has a name, nothing is cut, the
// smallest window suffices, Tab reaches everything, the palette knows every page. Leaves a picture of each page.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/live_console.h"
#include "tests/support/registry.h"
#include "ui/shell/navigation.h"
#include "ui/shell/palette.h"
#include "ui/shell/screens.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/top_bar.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QLayout>
#include <QLineEdit>
#include <QSignalSpy>

using namespace ui;

namespace {

constexpr QSize kSmallest{1100, 700};
constexpr int kTabsMax = 400; // A page with more stops than that is a trap.

bool takesInput(QWidget const* widget)
{
    return qobject_cast<QAbstractButton const*>(widget) || qobject_cast<QLineEdit const*>(widget) ||
           qobject_cast<QComboBox const*>(widget) || qobject_cast<QAbstractItemView const*>(widget) ||
           qobject_cast<QAbstractSpinBox const*>(widget);
}

/// Parts that Qt itself puts into a combo box, a table or a spin box are named by their owner.
bool isInnerPart(QWidget const* widget)
{
    return widget->objectName().startsWith("qt_") || qobject_cast<QComboBox const*>(widget->parentWidget()) ||
           qobject_cast<QAbstractSpinBox const*>(widget->parentWidget()) ||
           widget->inherits("QTableCornerButton") || widget->inherits("QHeaderView");
}

QString nameOf(QWidget const* widget)
{
    if (!widget->accessibleName().isEmpty())
        return widget->accessibleName();
    auto const* button = qobject_cast<QAbstractButton const*>(widget);
    return button != nullptr ? button->text() : QString{};
}

QString placeOf(QWidget const* widget)
{
    QStringList path;
    for (; widget != nullptr && path.size() < 5; widget = widget->parentWidget())
        path.prepend(QString::fromLatin1(widget->metaObject()->className()) + ' ' + widget->objectName());
    return path.join(" > ");
}

} // namespace

class test_walk : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void suffices_data() { everyPage(); }
    void suffices();
    void namesWhatCanBeUsed_data() { everyPage(); }
    void namesWhatCanBeUsed();
    void cutsNoButton_data() { everyPage(); }
    void cutsNoButton();
    void isReachedByTab_data() { everyPage(); }
    void isReachedByTab();
    void isKnownToThePalette();
    void hasHelp_data() { everyPage(); }
    void hasHelp();
    void leavesPictures();
    void cleanupTestCase() { QCOMPARE(m_live.stop(), QString{}); }

private:
    void everyPage();
    void turn();
    QChar partOf(QWidget const* widget) const;
    template <class Check> QStringList offenders(Check check) const;

    support::LiveConsole m_live;
};

void test_walk::initTestCase()
{
    auto const fault = m_live.start({"--with-run"});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void test_walk::everyPage()
{
    QTest::addColumn<QString>("stem");
    for (auto const& stem : m_live.workspace->stems())
        QTest::newRow(qPrintable(stem)) << stem;
    QCOMPARE(m_live.workspace->stems().size(), 14);
}

void test_walk::turn()
{
    QFETCH(QString, stem);
    QVERIFY2(m_live.turnTo(stem), qPrintable(stem));
}

template <class Check> QStringList test_walk::offenders(Check check) const
{
    QStringList found;
    for (auto const* widget : m_live.workspace->findChildren<QWidget*>())
        if (widget->isVisible() && takesInput(widget) && !isInnerPart(widget) && check(widget))
            found << nameOf(widget) + " (" + placeOf(widget) + ")";
    return found;
}

void test_walk::suffices()
{
    turn();
    auto* workspace = m_live.workspace.get();
    workspace->resize(kSmallest);
    QTest::qWait(50);
    QCOMPARE(workspace->size(), kSmallest);
    // The pages fold when the window becomes narrow; what is shown then must fit.
    auto const needed = workspace->layout()->totalMinimumSize();
    QStringList wide;
    for (auto const* widget : workspace->findChildren<QWidget*>())
        if (widget->isVisible() && (widget->minimumSizeHint().width() > widget->width() ||
                                    widget->minimumSizeHint().height() > widget->height()))
            wide << QStringLiteral("%1 has %2 x %3 and needs %4 x %5")
                        .arg(placeOf(widget))
                        .arg(widget->width())
                        .arg(widget->height())
                        .arg(widget->minimumSizeHint().width())
                        .arg(widget->minimumSizeHint().height());
    workspace->resize(1440, 900);
    QVERIFY2(
        needed.width() <= kSmallest.width() && needed.height() <= kSmallest.height(),
        qPrintable(
            QStringLiteral("%1 x %2: %3").arg(needed.width()).arg(needed.height()).arg(wide.join("; "))));
}

void test_walk::namesWhatCanBeUsed()
{
    turn();
    auto const found = offenders([](QWidget const* widget) { return nameOf(widget).trimmed().isEmpty(); });
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
}

void test_walk::cutsNoButton()
{
    turn();
    for (auto const& size : {QSize{1440, 900}, kSmallest}) {
        m_live.workspace->resize(size);
        QTest::qWait(50);
        auto const found = offenders([](QWidget const* widget) {
            return qobject_cast<QAbstractButton const*>(widget) &&
                   widget->width() < widget->minimumSizeHint().width();
        });
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }
    m_live.workspace->resize(1440, 900);
}

QChar test_walk::partOf(QWidget const* widget) const
{
    auto const* workspace = m_live.workspace.get();
    auto const holds = [&](QWidget const* part) { return part == widget || part->isAncestorOf(widget); };
    return holds(workspace->findChild<Navigation*>())  ? 'n'
           : holds(workspace->page())                  ? 'p'
           : holds(workspace->findChild<StatusBar*>()) ? 's'
           : holds(workspace->findChild<TopBar*>())    ? 't'
                                                       : '?';
}

void test_walk::isReachedByTab()
{
    turn();
    m_live.workspace->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_live.workspace.get()));
    m_live.workspace->findChild<Navigation*>()->setFocus(Qt::TabFocusReason);
    QSet<QWidget const*> reached;
    QString parts; // n: navigation, p: page, s: status bar, t: top bar; as Tab came by
    for (int tab = 0; tab < kTabsMax; ++tab) {
        auto* focus = QApplication::focusWidget();
        QVERIFY2(focus != nullptr, "the focus is lost");
        if (reached.contains(focus))
            break; // Round and back at the first.
        reached << focus;
        if (auto const part = partOf(focus); !parts.endsWith(part))
            parts += part;
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    QCOMPARE(parts, QString{"npst"});
    auto const found = offenders([&](QWidget const* widget) {
        if (!widget->isEnabled() || (widget->focusPolicy() & Qt::TabFocus) == 0)
            return false;
        if (auto const* button = qobject_cast<QAbstractButton const*>(widget);
            button != nullptr && button->autoExclusive() && button->isCheckable())
            return false; // One stop for the group; arrows inside.
        return !reached.contains(widget) && !reached.contains(widget->focusProxy());
    });
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
}

void test_walk::isKnownToThePalette()
{
    auto* workspace = m_live.workspace.get();
    for (auto const& entry : pages()) {
        workspace->openPalette(pageTitle(entry));
        auto* palette = workspace->window()->findChild<Palette*>();
        QVERIFY(palette);
        QVERIFY2(palette->rows().join('\n').contains(pageTitle(entry)), qPrintable(pageTitle(entry)));
        QTest::keyClick(palette->edit(), Qt::Key_Escape);
        QTest::qWait(20);
    }
    // Every command is found by its own words.
    for (auto const& command : workspace->commands()) {
        workspace->openPalette('>' + command.words);
        auto* palette = workspace->window()->findChild<Palette*>();
        QVERIFY2(palette->rows().join('\n').contains(command.words), qPrintable(command.words));
        QTest::keyClick(palette->edit(), Qt::Key_Escape);
        QTest::qWait(20);
    }
}

void test_walk::hasHelp()
{
    QFETCH(QString, stem);
    QFile file{QStringLiteral(SOURCE_DIR "/resources/help/%1.md").arg(stem)};
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QVERIFY2(file.readAll().size() > 300, "too little to help anybody");
}

void test_walk::leavesPictures()
{
    for (auto const choice : {Theme::Choice::Dark, Theme::Choice::Light})
        for (auto const& size : {QSize{1440, 900}, kSmallest}) {
            theme().apply(choice);
            m_live.workspace->resize(size);
            Screens screens{*m_live.workspace,
                            QStringLiteral(BINARY_DIR "/screens/live-") + QGuiApplication::platformName(),
                            {}};
            QSignalSpy ended{&screens, &Screens::finished};
            screens.start();
            QVERIFY(QTest::qWaitFor([&] { return !ended.isEmpty(); }, 2 * support::LiveConsole::kLongMs));
            QCOMPARE(ended.first().at(1).toString(), QString{});
            QCOMPARE(ended.first().at(0).toInt(), 14);
        }
    theme().apply(Theme::Choice::Dark);
}

DEWAR_TEST(test_walk)
#include "test_walk.moc"

// The command palette.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include "ui/kit/form.h"
#include "ui/kit/paint.h"
#include "ui/kit/text.h"
#include "ui/shell/history.h"

#include <QApplication>
#include <QJsonArray>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace ui {

namespace {

constexpr int kWidthPx = 680;
constexpr int kTopPx = 96;
constexpr int kRowPx = 36;
constexpr int kRowsShown = 10;
enum PaletteRole { GlyphRole = Qt::UserRole + 1, KeysRole };

class RowDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(QStyleOptionViewItem const&, QModelIndex const&) const override { return {10, kRowPx}; }
    void paint(QPainter* painter, QStyleOptionViewItem const& option, QModelIndex const& index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QRectF const place = QRectF(option.rect).adjusted(8, 1, -8, -1);
        auto const chosen = option.state.testFlag(QStyle::State_Selected);
        if (chosen) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(Role::Selected));
            painter->drawRoundedRect(place, 6, 6);
        }
        auto const words = index.data().toString();
        auto const dangerous = words.endsWith(QChar{0x2026});
        painter->drawPixmap(QPointF{place.left() + 10, place.center().y() - 8},
                            tintedIcon(index.data(GlyphRole).toString(), 16,
                                       dangerous ? Role::High
                                       : chosen  ? Role::Accent
                                                 : Role::Muted));
        kit::paintText(*painter, place.adjusted(38, 0, -110, 0), words, fontOf(Type::Strong),
                       color(Role::Text));
        kit::paintText(*painter, place.adjusted(0, 0, -12, 0), index.data(KeysRole).toString(),
                       fontOf(Type::MonoSmall), color(Role::Muted), Qt::AlignRight | Qt::AlignVCenter);
        painter->restore();
    }
};

} // namespace

int matchScore(QString const& words, QString const& text)
{
    if (text.isEmpty())
        return 1;
    auto const found = words.indexOf(text, 0, Qt::CaseInsensitive);
    if (found == 0)
        return 1000;
    if (found > 0)
        return words[found - 1].isSpace() ? 700 : 400;
    qsizetype place = 0;
    int gaps = 0;
    for (auto const letter : text) {
        auto const next = words.indexOf(letter, place, Qt::CaseInsensitive);
        if (next < 0)
            return 0;
        gaps += static_cast<int>(next - place);
        place = next + 1;
    }
    return std::max(1, 200 - gaps);
}

Palette::Palette(QWidget* window, Doors doors, QList<kit::Command> commands)
    : QWidget{window}, m_doors{doors}, m_commands{std::move(commands)}, m_model{new QStandardItemModel{this}}
{
    setAccessibleName(tr("Search and commands"));
    m_card = kit::column(0, {}, QStringLiteral("dialog"));
    m_card->setParent(this);
    m_edit = kit::input(tr("Search, jump to, or run a command"), QStringLiteral("search"));
    m_edit->setFixedHeight(40);
    m_edit->setFont(fontOf(Type::Lead));
    m_edit->installEventFilter(this);
    m_list = new QListView;
    m_list->setAccessibleName(tr("Matches"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RowDelegate{m_list});
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus); // The field keeps the keyboard; arrows are passed on.
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* hints = kit::row(14, {16, 8, 16, 10});
    for (auto const& [keys, words] :
         {std::pair{">", tr("commands")}, {"@", tr("people")}, {"#", tr("records")}})
        hints->add(kit::keycap(QString::fromLatin1(keys)))->add(kit::text(words, Type::Small, Role::Muted));
    hints->stretch()
        ->add(kit::keycap(QStringLiteral("Esc")))
        ->add(kit::text(tr("close"), Type::Small, Role::Muted));
    m_card->add(kit::row(0, {12, 12, 12, 8})->add(m_edit, 1))
        ->add(kit::rule())
        ->add(m_list, 1)
        ->add(kit::rule())
        ->add(hints);
    connect(m_edit, &QLineEdit::textChanged, this, &Palette::fill);
    connect(m_list, &QListView::clicked, this, &Palette::choose);
    window->installEventFilter(this);
    hide();
}

void Palette::open(QString const& text)
{
    m_giveBack = QApplication::focusWidget();
    m_edit->setText(text);
    fill();
    show();
    raise();
    place();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void Palette::addRow(kit::Command const& command)
{
    if (m_shown.size() >= kRowsMax)
        return;
    auto* item = new QStandardItem{command.words};
    item->setData(command.icon, GlyphRole);
    item->setData(command.keys, KeysRole);
    m_model->appendRow(item);
    m_shown << command;
}

void Palette::fill()
{
    ++m_round;
    m_model->clear();
    m_shown.clear();
    auto const typed = m_edit->text().trimmed();
    if (auto const address = addressFrom(typed); !address.page.isEmpty())
        addRow({tr("Go to %1").arg(typed), QStringLiteral("link"), [this, address] { m_doors.go(address); }});
    auto const prefix = typed.left(1);
    auto const rest = typed.mid(1).trimmed();
    if (prefix == QLatin1String("@"))
        askPeople(rest);
    else if (prefix == QLatin1String("#") && !rest.isEmpty())
        addRow({tr("Find record %1 in Data").arg(rest), QStringLiteral("database"), [this, rest] {
                    QUrlQuery more;
                    more.addQueryItem(QStringLiteral("record"), rest);
                    m_doors.go({QStringLiteral("collections"), {}, more});
                }});
    else {
        auto const words = prefix == QLatin1String(">") ? rest : typed;
        QList<std::pair<int, kit::Command>> found;
        for (auto const& command : m_commands)
            if (auto const score = matchScore(command.words, words))
                found.append({score, command});
        std::stable_sort(found.begin(), found.end(),
                         [](auto const& a, auto const& b) { return a.first > b.first; });
        for (auto const& [score, command] : found)
            addRow(command);
        if (prefix != QLatin1String(">") && typed.size() >= 2)
            askPeople(typed);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
}

void Palette::askPeople(QString const& words)
{
    if (!m_doors.session.may(QStringLiteral("users.read")))
        return;
    QUrlQuery query;
    if (!words.isEmpty())
        query.addQueryItem(QStringLiteral("q"), words);
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("10"));
    m_doors.api.get(
        QStringLiteral("/users"), query,
        {this, [this, round = m_round](Reply<QJsonValue> const& reply) {
             if (round != m_round || problemOf(reply))
                 return;
             for (auto const& item : std::get<QJsonValue>(reply)[QStringLiteral("items")].toArray()) {
                 auto const id = item[QStringLiteral("id")].toString();
                 addRow({kit::visible(item[QStringLiteral("name")].toString()), QStringLiteral("user-round"),
                         [this, id] {
                             m_doors.go({QStringLiteral("users"), id, {}});
                         },
                         tr("user")});
             }
             if (!m_list->currentIndex().isValid())
                 m_list->setCurrentIndex(m_model->index(0, 0));
         }});
}

QStringList Palette::rows() const
{
    QStringList out;
    for (auto const& command : m_shown)
        out << command.words;
    return out;
}

void Palette::choose()
{
    auto const row = m_list->currentIndex().row();
    if (row < 0 || row >= m_shown.size())
        return;
    auto const act = m_shown[row].act;
    close();
    act();
}

void Palette::close()
{
    hide();
    if (m_giveBack)
        m_giveBack->setFocus(Qt::PopupFocusReason);
    deleteLater();
}

void Palette::place()
{
    setGeometry(window()->rect());
    auto const width = std::min(kWidthPx, this->width() - 48);
    auto const height = std::min(this->height() - kTopPx - 24, 110 + kRowsShown * kRowPx);
    m_card->setGeometry((this->width() - width) / 2, kTopPx, width, height);
}

void Palette::paintEvent(QPaintEvent*)
{
    QPainter painter{this};
    painter.fillRect(rect(), color(Role::Scrim));
}

void Palette::mousePressEvent(QMouseEvent* event)
{
    if (!m_card->geometry().contains(event->position().toPoint()))
        close();
}

bool Palette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == window() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (auto* key = static_cast<QKeyEvent*>(event); key->key()) {
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return true; // The field is the only stop.
    default:
        return false;
    }
}

} // namespace ui

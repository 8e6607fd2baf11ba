// The query line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/logs/logs_query_edit.h"

#include "ui/kit/layout.h"
#include "ui/kit/text.h"
#include "ui/pages/logs/logs_query.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QSyntaxHighlighter>

namespace ui::logs {

namespace {

constexpr int kHeight = 36;
constexpr int kIconRoom = 30;
constexpr int kQueryRoomMin = 420; // Less, and what was found makes room.

class Colours final : public QSyntaxHighlighter {
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(QString const& text) override
    {
        for (auto const& token : tokensOf(text))
            setFormat(token.begin, token.end - token.begin, color(roleOf(token.is)));
    }

private:
    static Role roleOf(Token::Is is)
    {
        switch (is) { // No default: a new kind of token asks for its colour.
        case Token::Is::Field:
            return Role::Accent;
        case Token::Is::Joint:
            return Role::Violet;
        case Token::Is::Quoted:
            return Role::Ok;
        case Token::Is::Operator:
        case Token::Is::Open:
        case Token::Is::Close:
            return Role::Muted;
        case Token::Is::Word:
        case Token::Is::Value:
            return Role::Text;
        }
        return Role::Text;
    }
};

} // namespace

QueryEdit::QueryEdit(QWidget* parent)
    : QPlainTextEdit{parent}, m_icon{kit::iconLabel(QStringLiteral("search"), 16)},
      m_found{kit::text({}, Type::Small, Role::Muted)}, m_keys{kit::keycap(QStringLiteral("Ctrl ↵"))}
{
    setAccessibleName(tr("Query"));
    setPlaceholderText(tr("severity>=warn AND name=auth.sign_in timeout"));
    setFont(fontOf(Type::MonoStrong));
    setFixedHeight(kHeight);
    setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(2);
    for (auto* widget : {m_icon, static_cast<QWidget*>(m_found), static_cast<QWidget*>(m_keys)})
        widget->setParent(this);
    auto* colours = new Colours{document()};
    connect(&theme(), &Theme::changed, colours, &QSyntaxHighlighter::rehighlight);
    place();
}

QString QueryEdit::query() const
{
    auto words = toPlainText();
    words.replace('\n', ' ').replace('\t', ' ');
    return words.trimmed();
}

void QueryEdit::setQuery(QString const& query)
{
    if (query == this->query())
        return;
    QTextCursor all{document()};
    all.select(QTextCursor::Document);
    all.insertText(query);
    moveCursor(QTextCursor::End);
}

void QueryEdit::setFound(QString const& words)
{
    m_found->setText(words);
    place();
}

void QueryEdit::setError(QString const& sentence)
{
    setProperty("bad", !sentence.isEmpty());
    setAccessibleDescription(sentence);
    kit::restyle(this);
}

void QueryEdit::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        emit run();
        return;
    }
    if (event->key() == Qt::Key_Escape && !toPlainText().isEmpty()) {
        setQuery({});
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void QueryEdit::insertFromMimeData(QMimeData const* source)
{
    if (source->hasText())
        insertPlainText(source->text().simplified());
}

void QueryEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    place();
}

void QueryEdit::place()
{
    m_icon->move(10, (kHeight - m_icon->height()) / 2);
    m_keys->adjustSize();
    auto right = width() - 8 - m_keys->width();
    m_keys->move(right, (kHeight - m_keys->height()) / 2);
    m_found->adjustSize();
    auto const fits =
        !m_found->text().isEmpty() && right - 10 - m_found->width() - kIconRoom >= kQueryRoomMin;
    m_found->setVisible(fits);
    if (fits) {
        right -= 10 + m_found->width();
        m_found->move(right, (kHeight - m_found->height()) / 2);
    }
    auto const margins = QMargins{kIconRoom - 6, 0, std::max(0, width() - right - 2), 0};
    if (viewportMargins() != margins)
        setViewportMargins(margins);
}

} // namespace ui::logs

// Page history and deep links.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/history.h"

#include <QUrl>

namespace ui {

void History::visit(kit::Address const& address)
{
    if (m_place >= 0 && m_addresses.at(m_place) == address)
        return;
    m_addresses.resize(m_place + 1);
    m_addresses.append(address);
    if (m_addresses.size() > kKeptMax)
        m_addresses.removeFirst();
    m_place = m_addresses.size() - 1;
}

QString addressText(QString const& engine, kit::Address const& address)
{
    QUrl url;
    url.setScheme(QStringLiteral("dewar"));
    url.setHost(engine);
    auto path = QStringLiteral("/") + address.page;
    if (!address.object.isEmpty())
        path += QStringLiteral("/") + QString::fromLatin1(QUrl::toPercentEncoding(address.object));
    url.setPath(path, QUrl::TolerantMode);
    url.setQuery(address.more);
    return url.toString(QUrl::FullyEncoded);
}

kit::Address addressFrom(QString const& text)
{
    QUrl const url{text.trimmed(), QUrl::StrictMode};
    if (!url.isValid() || url.scheme() != QLatin1String("dewar"))
        return {};
    auto const parts = url.path(QUrl::FullyEncoded).split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return {};
    return {parts.first(), parts.size() > 1 ? QUrl::fromPercentEncoding(parts.at(1).toLatin1()) : QString{},
            QUrlQuery{url}};
}

} // namespace ui

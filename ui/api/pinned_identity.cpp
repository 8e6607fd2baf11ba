// Reading and showing of authorities. Whether an engine holds a pinned one is decided by TLS, in HttpApi,
// alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/api/pinned_identity.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSslCertificateExtension>
#include <QVariantMap>

#include <algorithm>

namespace ui {

namespace {

constexpr qsizetype kPemBytesMax = 64 * 1024;

Problem refused(char const* sentence)
{
    return {.status = 0,
            .type = "authority-refused",
            .title = QCoreApplication::translate("ui::Authority", sentence)};
}

bool maySign(QSslCertificate const& certificate)
{
    auto const extensions = certificate.extensions();
    return std::any_of(extensions.begin(), extensions.end(), [](QSslCertificateExtension const& extension) {
        return extension.name() == "basicConstraints" && extension.value().toMap().value("ca").toBool();
    });
}

QStringList pairsOf(QByteArray const& print)
{
    QStringList pairs;
    for (qsizetype i = 0; i + 1 < print.size(); i += 2)
        pairs << QString::fromLatin1(print.mid(i, 2)).toUpper();
    return pairs;
}

} // namespace

Reply<Authority> authorityFrom(QByteArray const& pem)
{
    if (pem.size() > kPemBytesMax)
        return refused(QT_TRANSLATE_NOOP("ui::Authority",
                                         "This is too long for a certificate. Choose the engine's ca.pem."));
    if (pem.contains("PRIVATE KEY"))
        return refused(QT_TRANSLATE_NOOP(
            "ui::Authority", "This holds a private key. The console needs the certificate alone: ca.pem."));
    auto const certificates = QSslCertificate::fromData(pem);
    if (certificates.size() != 1 || certificates.first().isNull())
        return refused(
            QT_TRANSLATE_NOOP("ui::Authority", "This is not one certificate. Choose the engine's ca.pem."));
    auto const& certificate = certificates.first();
    if (!maySign(certificate))
        return refused(QT_TRANSLATE_NOOP("ui::Authority",
                                         "This certificate signs no others. Choose the engine's ca.pem."));
    return Authority{certificate, certificate.toPem(),
                     certificate.digest(QCryptographicHash::Sha256).toHex()};
}

QString shortPrint(QByteArray const& print)
{
    auto const pairs = pairsOf(print);
    if (pairs.size() < 8)
        return pairs.join(':');
    return pairs.mid(0, 4).join(':') + QStringLiteral(" … ") + pairs.mid(pairs.size() - 3).join(':');
}

QString longPrint(QByteArray const& print)
{
    return pairsOf(print).join(':');
}

} // namespace ui

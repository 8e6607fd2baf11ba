// Who an engine is to this console: its authority, by the SHA-256 print of that certificate. Connections pin
// it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/api/reply.h"

#include <QByteArray>
#include <QList>
#include <QSslCertificate>

namespace ui {

/// An authority as it was read from ca.pem.
struct Authority {
    QSslCertificate certificate;
    QByteArray pem;
    QByteArray print; // SHA-256 of the certificate, lower-case hex.

    QList<QSslCertificate> trusted() const { return {certificate}; }
};

/// Reads exactly one certificate that may sign others. Everything else in the text (a key, a second
/// certificate) is refused with a sentence for the person who chose the file.
Reply<Authority> authorityFrom(QByteArray const& pem);

/// "9F:2C:41:E7 … 6A:18:F0" for a line, all 32 pairs for comparing.
QString shortPrint(QByteArray const& print);
QString longPrint(QByteArray const& print);

} // namespace ui

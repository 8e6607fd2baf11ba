// What every test of the console uses, included before each.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prelude.h"

#include <QAbstractItemModelTester>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

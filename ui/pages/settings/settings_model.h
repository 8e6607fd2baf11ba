// The tables of the settings page: rate classes, destinations, deliveries.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/table_model.h"
#include "ui/pages/settings/settings_types.h"

namespace ui::settings {

class LimitsModel final : public kit::TableModel<RateClass> {
    Q_OBJECT

public:
    explicit LimitsModel(QObject* parent = nullptr);
};

class DestinationsModel final : public kit::TableModel<Destination> {
    Q_OBJECT

public:
    explicit DestinationsModel(QObject* parent = nullptr);
    int rowOf(QString const& id) const;
};

class DeliveriesModel final : public kit::TableModel<Delivery> {
    Q_OBJECT

public:
    explicit DeliveriesModel(QObject* parent = nullptr);
};

/// "204 after 1 try", "503 after 8 tries: timed out"
QString deliveryWords(Delivery const& delivery);

} // namespace ui::settings

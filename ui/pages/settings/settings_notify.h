// Where the engine tells others of events: destinations, a test of each, and the deliveries.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/dialog.h"
#include "ui/kit/table.h"
#include "ui/pages/settings/settings_client.h"
#include "ui/pages/settings/settings_model.h"
#include "ui/pages/settings/settings_section.h"

namespace ui::settings {

class NotifySection final : public Section {
    Q_OBJECT

public:
    static constexpr int kTestLooksMax = 15; // How often the console looks whether a test has arrived.

    NotifySection(Means means, SettingsClient& client, QWidget* parent = nullptr);
    void refresh() override;
    void choose(QString const& id);
    void create();

private:
    QWidget* buildDestinations();
    QWidget* buildDeliveries();
    void readDestinations(QString const& after);
    void readDeliveries(bool more);
    void showChosen();
    Destination const* chosen() const;
    void test();
    void lookAtTest(QString const& delivery, int looks);
    void remove();
    void removeWith(Destination const& destination, std::vector<Delivery> const& queued, bool more);

    SettingsClient& m_client;
    DestinationsModel* m_destinations;
    DeliveriesModel* m_deliveries;
    kit::Table* m_table = nullptr;
    kit::Table* m_sent = nullptr;
    kit::StateView* m_state = nullptr;
    kit::StateView* m_sentState = nullptr;
    kit::Segmented* m_which = nullptr;
    QLabel* m_sentTitle = nullptr;
    kit::Button* m_new = nullptr;
    kit::Button* m_test = nullptr;
    kit::Button* m_delete = nullptr;
    std::vector<Destination> m_next;
    QString m_chosen;
    QString m_sentNext;
    bool m_loaded = false;
    int m_reading = 0;
    int m_sentReading = 0;
    QDateTime m_shownAt;
};

} // namespace ui::settings

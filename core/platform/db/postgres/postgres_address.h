// Where a PostgreSQL database is and how it may be reached: the address of --database, checked before it is
// used.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace core::db::postgres {

// Connection parameters by libpq's names, without the password. Holds nothing that may not be printed.
class Address {
public:
    // "postgresql://user@host:5432,other:5432/name?sslrootcert=/path". Several hosts are tried in order until
    // one takes writes. Refuses (Invalid, one sentence): other schemes, a password in the text, parameters
    // that are not listed here, a target other than read-write, and anything weaker than verify-full for a
    // host that is not this machine.
    static Result<Address> parse(std::string const& url);

    // A value by libpq's name; empty when it is not set.
    std::string_view value(std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> const& parameters() const { return m_parameters; }
    // For a person: hosts and database, "db1:5432,db2:5432/dewar".
    std::string text() const;

private:
    explicit Address(std::vector<std::pair<std::string, std::string>> parameters)
        : m_parameters{std::move(parameters)}
    {
    }
    void set(std::string name, std::string value);
    Status checkTransport();

    std::vector<std::pair<std::string, std::string>> m_parameters;
};

} // namespace core::db::postgres

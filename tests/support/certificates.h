// Short-lived certificates for tests: an authority and what it signs.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace support {

struct KeyPair {
    std::string certificatePem;
    std::string keyPem;
};

// An ECDSA P-256 authority made anew for each test program run.
class Authority {
public:
    explicit Authority(std::string const& name);
    ~Authority();
    Authority(Authority const&) = delete;
    Authority& operator=(Authority const&) = delete;

    std::string const& pem() const { return m_pem; }
    // `names`: "DNS:localhost", "IP:127.0.0.1".
    KeyPair issue(std::string const& commonName, std::vector<std::string> const& names) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
    std::string m_pem;
};

} // namespace support

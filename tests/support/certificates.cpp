// Makes certificates with OpenSSL alone, so that tests of TLS do not trust the code they test.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace support {

namespace {
std::string drained(BIO* bio)
{
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(bio, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
}

std::string pemOf(X509* certificate)
{
    auto* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    return drained(bio);
}

void extend(X509* certificate, X509* issuer, int what, std::string const& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

X509* unsigned_(std::string const& name, EVP_PKEY* key, long serial)
{
    auto* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 24L * 60 * 60);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<unsigned char const*>(name.c_str()), -1, -1, 0);
    X509_set_pubkey(certificate, key);
    return certificate;
}
} // namespace

struct Authority::Parts {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = nullptr;
    mutable long serial = 1;
    ~Parts()
    {
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
};

Authority::Authority(std::string const& name) : m_parts{std::make_unique<Parts>()}
{
    auto* certificate = unsigned_(name, m_parts->key, 1);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(certificate, certificate, NID_subject_key_identifier, "hash");
    X509_sign(certificate, m_parts->key, EVP_sha256());
    m_parts->certificate = certificate;
    m_pem = pemOf(certificate);
}

Authority::~Authority() = default;

KeyPair Authority::issue(std::string const& commonName, std::vector<std::string> const& names) const
{
    auto* key = EVP_EC_gen("P-256");
    auto* certificate = unsigned_(commonName, key, ++m_parts->serial);
    X509_set_issuer_name(certificate, X509_get_subject_name(m_parts->certificate));
    extend(certificate, m_parts->certificate, NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate, m_parts->certificate, NID_key_usage, "critical,digitalSignature");
    extend(certificate, m_parts->certificate, NID_authority_key_identifier, "keyid:always");
    std::string joined;
    for (auto const& name : names)
        joined += (joined.empty() ? "" : ",") + name;
    if (!joined.empty())
        extend(certificate, m_parts->certificate, NID_subject_alt_name, joined);
    X509_sign(certificate, m_parts->key, EVP_sha256());
    KeyPair pair{pemOf(certificate), {}};
    auto* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    pair.keyPem = drained(bio);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return pair;
}

} // namespace support

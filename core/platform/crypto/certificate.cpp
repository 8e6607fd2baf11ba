// Making and reading certificates over OpenSSL's X509.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/crypto/certificate.h"

#include <algorithm>
#include <climits>
#include <optional>

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/base/text.h"
#include "core/platform/crypto/hash.h"
#include "core/platform/crypto/openssl.h"
#include "core/platform/crypto/random.h"

namespace core::crypto {

namespace {
constexpr std::size_t kCommonNameMax = 64; // RFC 5280, ub-common-name
constexpr std::size_t kAlternativeNamesMax = 64;
constexpr std::size_t kSerialBytes = 16; // RFC 5280, 4.1.2.2: at most 20, positive
constexpr std::size_t kPemBytesMax = 64 * 1024;

using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedX509 = Owned<X509, X509_free>;

Error badRequest(std::string why)
{
    return failed(ErrorCode::Invalid, "a certificate cannot be made: " + std::move(why));
}

OwnedBio reading(std::string_view text)
{
    return OwnedBio{
        BIO_new_mem_buf(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), INT_MAX)))};
}

std::string_view contentOf(BIO* bio)
{
    char* start = nullptr;
    auto const length = BIO_get_mem_data(bio, &start);
    return length > 0 ? std::string_view{start, static_cast<std::size_t>(length)} : std::string_view{};
}

OwnedX509 certificateIn(std::string_view pem)
{
    if (pem.size() > kPemBytesMax)
        return nullptr;
    auto const bio = reading(pem);
    return OwnedX509{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
}

Result<std::string> pemOf(X509* certificate)
{
    OwnedBio const bio{BIO_new(BIO_s_mem())};
    if (bio == nullptr || PEM_write_bio_X509(bio.get(), certificate) != 1)
        return opensslFailure("write a certificate");
    return std::string{contentOf(bio.get())};
}

Result<Secret> pemOf(EVP_PKEY* key)
{
    // A secure memory BIO: its buffer is wiped when it is freed.
    OwnedBio const bio{BIO_new(BIO_s_secmem())};
    if (bio == nullptr ||
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return opensslFailure("write a key");
    return Secret{contentOf(bio.get())};
}

Result<std::string> derOf(X509* certificate)
{
    auto const length = i2d_X509(certificate, nullptr);
    if (length <= 0)
        return opensslFailure("write a certificate");
    std::string der(static_cast<std::size_t>(length), '\0');
    auto* start = bytesOf(der);
    i2d_X509(certificate, &start);
    return der;
}

bool isDnsName(std::string_view name)
{
    auto const isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.';
    };
    return !name.empty() && name.size() <= 253 && name.front() != '.' && name.back() != '.' &&
           name.find("..") == std::string_view::npos && std::all_of(name.begin(), name.end(), isPlain);
}

// "127.0.0.1" with a mask that covers just itself, as name constraints write it.
std::optional<std::string> hostMask(std::string const& address)
{
    unsigned char bytes[16];
    if (inet_pton(AF_INET, address.c_str(), bytes) == 1)
        return address + "/255.255.255.255";
    if (inet_pton(AF_INET6, address.c_str(), bytes) == 1)
        return address + "/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF";
    return std::nullopt;
}

Status checkNames(std::string_view common, std::vector<std::string> const& dnsNames,
                  std::vector<std::string> const& addresses, Validity validity)
{
    if (common.empty() || !isUtf8(common) || codePointsIn(common) > kCommonNameMax ||
        common.find('\0') != std::string_view::npos)
        return badRequest("the name must have 1 to 64 characters");
    if (dnsNames.size() + addresses.size() > kAlternativeNamesMax)
        return badRequest("too many names");
    // These are pasted into OpenSSL's configuration syntax below, so nothing but names and addresses may
    // pass.
    if (!std::all_of(dnsNames.begin(), dnsNames.end(), isDnsName))
        return badRequest("a DNS name is not one");
    if (!std::all_of(addresses.begin(), addresses.end(),
                     [](auto const& address) { return hostMask(address).has_value(); }))
        return badRequest("an address is not a numeric IPv4 or IPv6 address");
    if (validity.until <= validity.from)
        return badRequest("it would end before it begins");
    return Done{};
}

// Builds one certificate; the first failure is kept and answered by signed().
class Draft {
public:
    Draft(Random& random, std::string_view common, Validity validity, EVP_PKEY* subjectKey)
        : m_certificate{X509_new()}
    {
        auto serial = randomBytes(random, kSerialBytes);
        serial[0] = static_cast<char>((serial[0] & 0x3f) | 0x40); // positive, and always 16 bytes long
        Owned<BIGNUM, BN_free> const number{
            BN_bin2bn(bytesOf(serial), static_cast<int>(serial.size()), nullptr)};
        auto* const subject = X509_get_subject_name(m_certificate.get());
        m_works =
            m_certificate != nullptr && X509_set_version(m_certificate.get(), X509_VERSION_3) == 1 &&
            BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(m_certificate.get())) != nullptr &&
            ASN1_TIME_set(X509_getm_notBefore(m_certificate.get()), secondsOf(validity.from)) != nullptr &&
            ASN1_TIME_set(X509_getm_notAfter(m_certificate.get()), secondsOf(validity.until)) != nullptr &&
            X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, bytesOf(common),
                                       static_cast<int>(common.size()), -1, 0) == 1 &&
            X509_set_pubkey(m_certificate.get(), subjectKey) == 1;
    }

    // After the key and issuer are set: the key identifiers are computed from them.
    void add(int kind, std::string const& value, X509* issuer)
    {
        X509V3_CTX context;
        X509V3_set_ctx(&context, issuer, m_certificate.get(), nullptr, nullptr, 0);
        Owned<X509_EXTENSION, X509_EXTENSION_free> const extension{
            X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
        m_works =
            m_works && extension != nullptr && X509_add_ext(m_certificate.get(), extension.get(), -1) == 1;
    }

    Result<OwnedX509> signedBy(EVP_PKEY* key, X509* issuer)
    {
        m_works = m_works && X509_set_issuer_name(m_certificate.get(), X509_get_subject_name(issuer)) == 1 &&
                  X509_sign(m_certificate.get(), key, sha256Algorithm()) > 0;
        if (!m_works)
            return opensslFailure("make a certificate");
        return std::move(m_certificate);
    }

    X509* raw() const { return m_certificate.get(); }

private:
    OwnedX509 m_certificate;
    bool m_works = false;
};

std::string joined(std::vector<std::string> const& parts)
{
    std::string text;
    for (auto const& part : parts)
        text += (text.empty() ? "" : ",") + part;
    return text;
}

std::string constraintsFor(AuthorityRequest const& request)
{
    std::vector<std::string> parts;
    switch (request.purpose) {
    case Purpose::Server:
        for (auto const& name : request.dnsNames)
            parts.push_back("permitted;DNS:" + name);
        for (auto const& address : request.addresses)
            parts.push_back("permitted;IP:" + hostMask(address).value_or(""));
        // RFC 5280, 4.2.1.10: a form of name that is not mentioned is free, so an empty half is closed by
        // name.
        if (request.dnsNames.empty())
            parts.push_back("permitted;DNS:invalid");
        if (request.addresses.empty())
            parts.push_back("excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0");
        break;
    case Purpose::Client:
        // RFC 6761, 6.4: no host has this name.
        parts = {"permitted;DNS:invalid", "excluded;IP:0.0.0.0/0.0.0.0",
                 "excluded;IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0"};
        break;
    }
    return "critical," + joined(parts);
}

char const* usageOf(Purpose purpose)
{
    switch (purpose) {
    case Purpose::Server:
        return "serverAuth";
    case Purpose::Client:
        return "clientAuth";
    }
    return "";
}

bool authorityServes(X509* authority, Purpose purpose)
{
    auto const flags = X509_get_extended_key_usage(authority);
    return flags == (purpose == Purpose::Server ? XKU_SSL_SERVER : XKU_SSL_CLIENT);
}

Result<Time> timeFrom(ASN1_TIME const* value)
{
    std::tm parts{};
    if (value == nullptr || ASN1_TIME_to_tm(value, &parts) != 1)
        return opensslFailure("read a time");
    return Time{std::chrono::seconds{timegm(&parts)}};
}
} // namespace

void CertificateAuthority::Frees::operator()(evp_pkey_st* key) const
{
    EVP_PKEY_free(key);
}
void CertificateAuthority::Frees::operator()(x509_st* certificate) const
{
    X509_free(certificate);
}

CertificateAuthority::CertificateAuthority(Certificate certificate, Key key)
    : m_certificate{std::move(certificate)}, m_key{std::move(key)}
{
}

Result<CertificateAuthority> CertificateAuthority::create(AuthorityRequest const& request, Random& random)
{
    TRY(checkNames(request.name, request.dnsNames, request.addresses, request.validity));
    Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    if (key == nullptr)
        return opensslFailure("make a key");
    Draft draft{random, request.name, request.validity, key.get()};
    auto* const self = draft.raw();
    draft.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", self);
    draft.add(NID_key_usage, "critical,keyCertSign,cRLSign", self);
    draft.add(NID_ext_key_usage, usageOf(request.purpose), self);
    draft.add(NID_subject_key_identifier, "hash", self);
    draft.add(NID_name_constraints, constraintsFor(request), self);
    auto certificate = TRY(draft.signedBy(key.get(), self));
    return CertificateAuthority{Certificate{certificate.release()}, std::move(key)};
}

Result<CertificateAuthority> CertificateAuthority::open(std::string_view certificatePem,
                                                        Secret const& privateKeyPem)
{
    auto certificate = certificateIn(certificatePem);
    auto const bio = reading(privateKeyPem.view());
    Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)};
    if (certificate == nullptr || key == nullptr)
        return failed(ErrorCode::Internal, "a stored authority cannot be read", opensslReason());
    if (X509_check_private_key(certificate.get(), key.get()) != 1 || X509_check_ca(certificate.get()) != 1)
        return failed(ErrorCode::Internal, "a stored authority and its key do not belong together",
                      opensslReason());
    return CertificateAuthority{Certificate{certificate.release()}, std::move(key)};
}

Result<CertifiedKey> CertificateAuthority::issue(Purpose purpose, CertificateRequest const& request,
                                                 Random& random) const
{
    TRY(checkNames(request.name, request.dnsNames, request.addresses, request.validity));
    if (!authorityServes(m_certificate.get(), purpose))
        return badRequest("the authority is for another purpose");
    Key const key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    if (key == nullptr)
        return opensslFailure("make a key");
    Draft draft{random, request.name, request.validity, key.get()};
    auto* const issuer = m_certificate.get();
    draft.add(NID_basic_constraints, "critical,CA:FALSE", issuer);
    draft.add(NID_key_usage, "critical,digitalSignature", issuer);
    draft.add(NID_ext_key_usage, usageOf(purpose), issuer);
    draft.add(NID_subject_key_identifier, "hash", issuer);
    draft.add(NID_authority_key_identifier, "keyid:always", issuer);
    std::vector<std::string> names;
    for (auto const& name : request.dnsNames)
        names.push_back("DNS:" + name);
    for (auto const& address : request.addresses)
        names.push_back("IP:" + address);
    if (!names.empty())
        draft.add(NID_subject_alt_name, joined(names), issuer);
    auto const certificate = TRY(draft.signedBy(m_key.get(), issuer));
    auto certificatePem = TRY(pemOf(certificate.get()));
    auto keyPem = TRY(pemOf(key.get()));
    return CertifiedKey{std::move(certificatePem), std::move(keyPem)};
}

Result<CertifiedKey> CertificateAuthority::issueServer(CertificateRequest const& request,
                                                       Random& random) const
{
    // RFC 9525: verifiers look at the subject alternative names only.
    if (request.dnsNames.empty() && request.addresses.empty())
        return badRequest("a server needs a name or an address");
    return issue(Purpose::Server, request, random);
}

Result<CertifiedKey> CertificateAuthority::issueClient(CertificateRequest const& request,
                                                       Random& random) const
{
    // With a dot, OpenSSL takes the common name for a host name and holds it against the name constraints.
    if (!request.dnsNames.empty() || !request.addresses.empty() ||
        request.name.find('.') != std::string::npos)
        return badRequest("a client has no host name and no address");
    return issue(Purpose::Client, request, random);
}

Result<std::string> CertificateAuthority::certificatePem() const
{
    return pemOf(m_certificate.get());
}
Result<Secret> CertificateAuthority::privateKeyPem() const
{
    return pemOf(m_key.get());
}

Result<std::string> certificateDer(std::string_view pem)
{
    auto const certificate = certificateIn(pem);
    if (certificate == nullptr)
        return failed(ErrorCode::Invalid, "a certificate cannot be read", opensslReason());
    return derOf(certificate.get());
}

Result<CertificateFacts> certificateFacts(std::string_view pem)
{
    auto const certificate = certificateIn(pem);
    if (certificate == nullptr)
        return failed(ErrorCode::Invalid, "a certificate cannot be read", opensslReason());
    CertificateFacts facts;
    facts.print = hexOf(sha256(TRY(derOf(certificate.get()))));
    auto* const subject = X509_get_subject_name(certificate.get());
    std::string name(4 * kCommonNameMax + 1, '\0');
    auto const length =
        X509_NAME_get_text_by_NID(subject, NID_commonName, name.data(), static_cast<int>(name.size()));
    name.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    facts.commonName = std::move(name);
    facts.notBefore = TRY(timeFrom(X509_get0_notBefore(certificate.get())));
    facts.notAfter = TRY(timeFrom(X509_get0_notAfter(certificate.get())));
    return facts;
}

} // namespace core::crypto

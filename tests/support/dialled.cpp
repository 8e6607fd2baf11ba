// Certificates for tests of the first screen; made with openssl, their keys were thrown away.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/dialled.h"

namespace support {

char const kTestAuthorityPem[] = "-----BEGIN CERTIFICATE-----\n"
                                 "MIIBmDCCAT6gAwIBAgIUd/olaeidBwhzkHKyebAMsEINLicwCgYIKoZIzj0EAwIw\n"
                                 "HzEdMBsGA1UEAwwURGV3YXIgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTI1MDAyNjIz\n"
                                 "WhgPMjEyNjExMDEwMDI2MjNaMB8xHTAbBgNVBAMMFERld2FyIHRlc3QgYXV0aG9y\n"
                                 "aXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHxXneN7xDZR93XhfDqEjQxRf\n"
                                 "u2EGigUG1oJJNhaNcszgYMJVCKAxpNN1rN3HBBUnk7o05rjuh/HS26LegyNhBaNW\n"
                                 "MFQwHQYDVR0OBBYEFGyw1tXjmYDY5HKXR+0cgJLTQ/3/MB8GA1UdIwQYMBaAFGyw\n"
                                 "1tXjmYDY5HKXR+0cgJLTQ/3/MBIGA1UdEwEB/wQIMAYBAf8CAQAwCgYIKoZIzj0E\n"
                                 "AwIDSAAwRQIhALVw05zsJCx8g5EhHcmRz4j0CdqM8yczN5oNvvS2up/vAiBeIsqw\n"
                                 "kWqBTlOF37d3jsQQrtoa3SY+PHjL2KdgUq4Xww==\n"
                                 "-----END CERTIFICATE-----\n";

// As openssl x509 -fingerprint -sha256 prints it.
char const kTestAuthorityPrint[] = "6d3324c2a593d7f43b41d8b87a67181ec3a21c0d7c825439db3fa9f1e9ef09b3";

char const kTestLeafPem[] = "-----BEGIN CERTIFICATE-----\n"
                            "MIIBgjCCASigAwIBAgIUcH8G/OyapUaxmTuqgVekrecin+EwCgYIKoZIzj0EAwIw\n"
                            "FzEVMBMGA1UEAwwMbm8gYXV0aG9yaXR5MCAXDTI2MTEyNTAwMjYyM1oYDzIxMjYx\n"
                            "MTAxMDAyNjIzWjAXMRUwEwYDVQQDDAxubyBhdXRob3JpdHkwWTATBgcqhkjOPQIB\n"
                            "BggqhkjOPQMBBwNCAARkH0KpxUBO00ER7W+35Mq/1CnQHt/bqxNYDL47RZkG8vGf\n"
                            "4CNE4T+sfyxFxGaYNmhDlb8nFnR+1H0/fxXX80jTo1AwTjAdBgNVHQ4EFgQU99p7\n"
                            "DThzoQeg+aCnQc/8qhHaiOwwHwYDVR0jBBgwFoAU99p7DThzoQeg+aCnQc/8qhHa\n"
                            "iOwwDAYDVR0TAQH/BAIwADAKBggqhkjOPQQDAgNIADBFAiBY92sZSu2kpdvvwWSa\n"
                            "hPqq/RxfocO2ohAIFPGJoKRgkAIhAKq1VlKyIZ5FOXW/ONHcOh3hbr22KsG5koqn\n"
                            "vBszO6+5\n"
                            "-----END CERTIFICATE-----\n";

} // namespace support

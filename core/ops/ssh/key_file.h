// A private key file on this machine, without a connection.
#pragma once

#include <string>

#include "core/base/secret.h"

namespace understudy::ops::ssh {

/// Whether the file holds a private key that needs a passphrase. Reads the file; no for one that is not
/// there.
bool isEncryptedKey(const std::string& file);

/// Whether the passphrase opens the key file. Takes a while, as the key's author wanted.
bool opensKey(const std::string& file, const base::Secret& passphrase);

} // namespace understudy::ops::ssh

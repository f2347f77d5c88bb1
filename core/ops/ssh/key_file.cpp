#include "core/ops/ssh/key_file.h"

#include "core/ops/ssh/key.h"

namespace understudy::ops::ssh {
namespace {

/// libssh asks only where there is something to decrypt.
int noteQuestion(const char*, char*, size_t, int, int, void* data) {
    *static_cast<bool*>(data) = true;
    return -1;
}

} // namespace

bool isEncryptedKey(const std::string& file) {
    bool asked = false;
    ssh_key key = nullptr;
    ssh_pki_import_privkey_file(file.c_str(), nullptr, noteQuestion, &asked, &key);
    const Key owned(key);
    return asked;
}

bool opensKey(const std::string& file, const base::Secret& passphrase) {
    ssh_key key = nullptr;
    const int result =
        ssh_pki_import_privkey_file(file.c_str(), passphrase.reveal().c_str(), nullptr, nullptr, &key);
    const Key owned(key);
    return result == SSH_OK;
}

} // namespace understudy::ops::ssh

// A libssh key with one owner.
#pragma once

#include <memory>

#include <libssh/libssh.h>

namespace understudy::ops::ssh {

struct KeyDeleter {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<ssh_key_struct, KeyDeleter>;

} // namespace understudy::ops::ssh

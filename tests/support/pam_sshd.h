// What an sshd needs to take passwords that are a test's own.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace understudy::test {

/// A PAM service "sshd" that only one sshd sees, in a mount namespace of its own. It lets in whoever knows
/// the password, and the code where there is one; both are prompted for, and the accounts of the machine have
/// no say. Outlives the sshd.
class PamService {
public:
    /// `code`: a second prompt, "The code of your token", when it is not empty. `hesitation`: before whoever
    /// was right is let in.
    explicit PamService(const std::string& password, const std::string& code = "",
                        std::chrono::seconds hesitation = {});

    /// Settings and wrapper for Sshd.
    static std::vector<std::string> settings(const std::string& methods);
    std::vector<std::string> wrapper() const;

private:
    /// The module's lines for pam.d(5): root's entry in a database has to be `secret`.
    std::string moduleFor(const std::string& name, const std::string& secret) const;

    TemporaryFolder m_folder;
};

} // namespace understudy::test

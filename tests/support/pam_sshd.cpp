#include "tests/support/pam_sshd.h"

namespace understudy::test {

PamService::PamService(const std::string& password, const std::string& code,
                       std::chrono::seconds hesitation) {
    auto stack = moduleFor("password", password);
    if (!code.empty()) {
        m_folder.write("hint", "The code of your token\n");
        stack += "auth optional pam_echo.so file=" + m_folder.file("hint") + "\n" + moduleFor("code", code);
    }
    if (hesitation.count() > 0)
        stack += "account required pam_exec.so quiet /bin/sleep " + std::to_string(hesitation.count()) + "\n";
    m_folder.write("service", stack + "account required pam_permit.so\nsession required pam_permit.so\n");
}

std::vector<std::string> PamService::settings(const std::string& methods) {
    return {"UsePAM yes", "AuthenticationMethods " + methods, "PasswordAuthentication yes",
            "KbdInteractiveAuthentication yes"};
}

std::vector<std::string> PamService::wrapper() const {
    return {"unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            "mount -n --bind \"$0\" /etc/pam.d/sshd && exec \"$@\"",
            m_folder.file("service")};
}

std::string PamService::moduleFor(const std::string& name, const std::string& secret) const {
    // The one thing at hand that writes pam_userdb's database is Debian's own Python.
    m_folder.write(name, secret);
    run({"/usr/bin/python3", "-c",
         "import dbm.ndbm, sys\n"
         "with dbm.ndbm.open(sys.argv[1] + '-users', 'n', 0o600) as users: users['root'] = "
         "open(sys.argv[1]).read()",
         m_folder.file(name)});
    return "auth required pam_userdb.so crypt=none db=" + m_folder.file(name) + "-users\n";
}

} // namespace understudy::test

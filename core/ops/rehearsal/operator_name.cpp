#include "core/ops/rehearsal/operator_name.h"

#include <pwd.h>
#include <unistd.h>

#include <QString>
#include <QSysInfo>

namespace understudy::ops {

std::string operatorName() {
    const auto* account = ::getpwuid(::getuid());
    const std::string user = account == nullptr ? "somebody" : account->pw_name;
    return user + "@" + QSysInfo::machineHostName().toStdString();
}

} // namespace understudy::ops

// Child processes and temporary folders of a test.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace understudy::test {

/// A folder of its own under the system's temporary one, removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::string file(const std::string& name) const { return (m_path / name).string(); }
    /// Writes the file (mode 0600) and returns its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path m_path;
};

/// A program that runs until the object goes; it and all processes below it are killed then.
class Process {
public:
    /// `output`: where its standard output and error go.
    Process(const std::vector<std::string>& command, const std::string& output);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t pid() const { return m_pid; }
    void kill();
    /// To all processes below this one, not to itself.
    void signalChildren(int signal) const;

private:
    pid_t m_pid = -1;
};

/// Runs a program to its end; throws when it fails.
void run(const std::vector<std::string>& command);

std::string contentsOf(const std::string& file);

/// A TCP port of 127.0.0.1 that nobody listens on.
int freePort();

/// An environment variable, put back as it was.
class ScopedEnvironment {
public:
    ScopedEnvironment(std::string name, const std::string& value);
    ~ScopedEnvironment();
    ScopedEnvironment(const ScopedEnvironment&) = delete;
    ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

private:
    std::string m_name;
    std::string m_before;
    bool m_wasSet;
};

} // namespace understudy::test

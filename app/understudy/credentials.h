// The operator's secrets in the desktop: what the engine asks for, and the credentials page.
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "core/ops/credentials/rotation.h"
#include "core/ops/credentials/secret_test.h"
#include "core/ops/credentials/stored_answers.h"

namespace understudy::ui {
class CredentialsDialog;
class MainWindow;
} // namespace understudy::ui

namespace understudy {

class Credentials : public QObject {
    Q_OBJECT

public:
    /// The window outlives this.
    explicit Credentials(ui::MainWindow& window);
    ~Credentials() override;

    /// The engine of the open cluster; it lives until the next call of this, or of leave().
    void setEngine(ops::Engine& engine);
    void leave();

    ops::CredentialStore& store() { return m_store; }
    bool isRotating() const { return m_rotation != nullptr; }

private:
    void open();
    void test(const ops::SecretKey& key);
    void rotate(const base::Secret& password);

    ui::MainWindow& m_window;
    ops::CredentialStore m_store;
    ops::Engine* m_engine = nullptr;
    std::unique_ptr<ops::StoredAnswers> m_answers;
    std::unique_ptr<ops::SecretTest> m_test;
    std::unique_ptr<ops::PasswordRotation> m_rotation;
    ui::CredentialsDialog* m_dialog = nullptr; ///< made when it is first opened
};

} // namespace understudy

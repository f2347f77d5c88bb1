// Learns of every change of the node's interfaces at once. One file a platform.
#pragma once

#include <functional>
#include <memory>

#include <asio/io_context.hpp>

#include "core/base/result.h"
#include "core/speaker/interface_table.h"

namespace understudy::speaker {

class InterfaceWatch {
public:
    /// The kernel could not keep up with telling; the table was read anew. For the log.
    using Overrun = std::function<void()>;

    /// `changed` is called after every change, never from inside open(): the table is complete when
    /// that returns.
    static base::Result<std::unique_ptr<InterfaceWatch>> open(asio::io_context& io,
                                                              std::function<void()> changed, Overrun overrun);
    virtual ~InterfaceWatch() = default;

    virtual const InterfaceTable& table() const = 0;
};

} // namespace understudy::speaker

// bird.conf, in the language of BIRD 1.6 and in that of BIRD 2 and 3, as far as a node that announces its own
// addresses needs it. What is not supported is an error; nothing is ignored but what can have no effect here
// (see config_options.h).
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/bird/config.h"
#include "core/bird/config_error.h"
#include "core/bird/config_lexer.h"

namespace understudy::bird {

/// The whole configuration, or its first error. `text` is what `fileName` holds; files that it includes come
/// from `reader`. The work is bounded by the size of the text.
tl::expected<Config, ConfigError> parseConfig(const std::string& fileName, std::string_view text,
                                              const IncludeReader& reader);

} // namespace understudy::bird

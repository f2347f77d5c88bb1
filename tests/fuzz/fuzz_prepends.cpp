// A bird.conf that holds anything, whose prepends are changed. What was changed must read back as changed,
// and be as it was but for its exports.
#include <cstddef>
#include <cstdint>
#include <string>

#include "bird_values.h"
#include "core/bird/config_parser.h"
#include "core/bird/prepend_edit.h"

using namespace understudy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto prepends = static_cast<std::uint32_t>(size % 17);
    const std::string text(reinterpret_cast<const char*>(data), size);
    const bird::PrependOrder order{{{"vultr", base::Family::V4}}, 65500, prepends};
    const auto edit = bird::editPrepends("bird.conf", text, order);
    if (!edit) {
        fuzz::check(edit.error().place.line >= 1 && edit.error().place.column >= 1);
        fuzz::checkClean(bird::toLine(edit.error()));
        return 0;
    }
    const auto again = bird::editPrepends("bird.conf", edit->text, order);
    fuzz::check(again && again->text == edit->text && again->before.front() == prepends);
    const auto before = bird::parseConfig("bird.conf", text, {});
    if (!before)
        return 0;
    const auto after = bird::parseConfig("bird.conf", edit->text, {});
    fuzz::check(after && after->order == before->order && after->bgps.size() == before->bgps.size());
    for (std::size_t i = 0; i < before->bgps.size(); ++i)
        fuzz::check(after->bgps[i].session == before->bgps[i].session);
    return 0;
}

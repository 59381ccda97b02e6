// The two palettes. Text colours keep a contrast of 4.5 to 1 on their grounds.
// SPDX-License-Identifier: MIT
#include "imgui_app/theme.h"

#include <cstddef>

namespace vram::ui {
namespace {

constexpr ImU32 rgb(unsigned hex, unsigned alpha = 255) {
  return IM_COL32(hex >> 16U & 255U, hex >> 8U & 255U, hex & 255U, alpha);
}

constexpr Palette kLight{
    .ground = rgb(0xF5F6F8),
    .card = rgb(0xFFFFFF),
    .edge = rgb(0xDFE3E9),
    .hairline = rgb(0xECEFF3),
    .ink = rgb(0x18202C),
    .quiet = rgb(0x5B6675),
    .accent = rgb(0x2F6FED),
    .accent_text = rgb(0x1F5FDB),
    .accent_soft = rgb(0xE8F0FE),
    .on_accent = rgb(0xFFFFFF),
    .track = rgb(0xE4E8ED),
    .inset = rgb(0xF5F7FA),
    .hover = rgb(0xF2F5F9),
    .good = rgb(0x0B6B43),
    .good_soft = rgb(0xDFF5EA),
    .tight = rgb(0x8A5300),
    .tight_soft = rgb(0xFDF0D5),
    .bad = rgb(0xC0271D),
    .bad_soft = rgb(0xFDE5E3),
    .scrim = rgb(0x10151D, 96),
    .shadow = rgb(0x10151D, 26),
};

constexpr Palette kDark{
    .ground = rgb(0x0E1116),
    .card = rgb(0x171B22),
    .edge = rgb(0x2B323D),
    .hairline = rgb(0x232933),
    .ink = rgb(0xE8ECF2),
    .quiet = rgb(0x9AA5B5),
    .accent = rgb(0x5B8DF8),
    .accent_text = rgb(0x86ADFF),
    .accent_soft = rgb(0x1D2C4C),
    .on_accent = rgb(0x0B1220),
    .track = rgb(0x2A313C),
    .inset = rgb(0x10141A),
    .hover = rgb(0x1F252F),
    .good = rgb(0x56D39B),
    .good_soft = rgb(0x123527),
    .tight = rgb(0xF2B65A),
    .tight_soft = rgb(0x3A2B10),
    .bad = rgb(0xFF8A80),
    .bad_soft = rgb(0x43201F),
    .scrim = rgb(0x000000, 150),
    .shadow = rgb(0x000000, 110),
};

struct ComponentColour {
  ImU32 light;
  ImU32 dark;
};

// In the order of the component list; kin have kindred hues: models blue, training states purple,
// caches green, what comes and goes orange and red, everything around it grey.
constexpr ComponentColour kComponents[] = {
    {rgb(0x2F6FED), rgb(0x5B8DF8)},  // weights
    {rgb(0x38A3EA), rgb(0x5FBDF5)},  // adapter_weights
    {rgb(0x1F4FA8), rgb(0x3E6BC4)},  // reference_weights
    {rgb(0x82B1FA), rgb(0x9CC2FF)},  // rollout_weights
    {rgb(0x5560DB), rgb(0x858EF6)},  // vision_encoder
    {rgb(0x0E93BC), rgb(0x3FBCE0)},  // audio_encoder
    {rgb(0xE0599B), rgb(0xF080B8)},  // gradients
    {rgb(0xA57CF0), rgb(0xBFA0FA)},  // master_weights
    {rgb(0x7341C9), rgb(0x9468E4)},  // optimizer_states
    {rgb(0x12A594), rgb(0x2CC9B5)},  // kv_cache
    {rgb(0x4FB36A), rgb(0x6FD08A)},  // recurrent_state
    {rgb(0xF2871B), rgb(0xF7A541)},  // activations
    {rgb(0xD64550), rgb(0xF0727A)},  // logits
    {rgb(0x8A95A5), rgb(0x8C99AB)},  // workspace
    {rgb(0x66717F), rgb(0x6A7688)},  // communication
    {rgb(0xAAB3C0), rgb(0xA9B4C4)},  // runtime
    {rgb(0xC6CCD5), rgb(0x525D6C)},  // fragmentation
};
static_assert(sizeof kComponents / sizeof kComponents[0] == choice_count(ChoiceList::Component));

}  // namespace

const Palette& palette(Theme theme) { return theme == Theme::dark ? kDark : kLight; }

ImU32 component_colour(Component component, Theme theme) {
  const ComponentColour& colour = kComponents[static_cast<std::size_t>(component)];
  return theme == Theme::dark ? colour.dark : colour.light;
}

}  // namespace vram::ui

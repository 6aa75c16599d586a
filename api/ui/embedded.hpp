// The UI that this program was built with; empty with SAGAFLOW_UI=OFF. Made by cmake/WebUi.cmake.
#pragma once

#include "api/ui/asset.hpp"

namespace sagaflow::api::ui {

Assets embedded_assets();

}  // namespace sagaflow::api::ui

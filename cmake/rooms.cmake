# How a room of the house is declared, and what every target of this project is compiled with.

add_library(understudy_options INTERFACE)
target_include_directories(understudy_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(understudy_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
    # GCC 12 sees overlapping copies in plain string concatenation (its bug 105651, gone in 13).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
    # Clang takes a name of one file's anonymous namespace for hidden by a local one of the next in the batch.
    $<$<AND:$<CXX_COMPILER_ID:Clang>,$<BOOL:${UNDERSTUDY_BATCHES}>>:-Wno-shadow>)
if(UNDERSTUDY_SANITIZE)
    target_compile_options(understudy_options INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(understudy_options INTERFACE -fsanitize=address,undefined -fuse-ld=lld)
endif()

# Compiles several files of a target as one, which takes a third of the time: those of one folder, or where it has no
# folders eight at a time. The preset debug compiles each by itself.
function(understudy_in_batches target)
    if(NOT UNDERSTUDY_BATCHES)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON)
    get_target_property(sources ${target} SOURCES)
    if(NOT sources MATCHES "/[^;]*[.]cpp")
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
    foreach(source IN LISTS sources)
        cmake_path(GET source PARENT_PATH folder)
        set_property(SOURCE ${source} PROPERTY UNITY_GROUP ${folder}_) # "_": those in no folder are a batch, too
    endforeach()
endfunction()

# understudy_qt_headers(TARGET [REUSE_FROM TARGET]): what most files with Qt include is compiled once, for one target or for
# several. Not in the preset debug, which shows whether each file includes what it needs.
function(understudy_qt_headers target)
    if(NOT UNDERSTUDY_BATCHES)
        return()
    endif()
    if(ARGN)
        target_precompile_headers(${target} ${ARGN})
    else()
        target_precompile_headers(${target} PRIVATE
            <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp>
            <QDir> <QFile> <QNetworkAccessManager> <QNetworkReply> <QObject> <QThread> <QTimer>
            <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <variant> <vector>)
    endif()
endfunction()

# understudy_room(NAME [ON_NODES] [IN_BATCHES] SOURCES file... USES target...): one static library, target
# understudy_NAME. Of a room that is used ON_NODES, the programs there get no more than they call. IN_BATCHES compiles
# several files as one, see understudy_in_batches.
function(understudy_room name)
    cmake_parse_arguments(room "ON_NODES;IN_BATCHES" "" "SOURCES;USES" ${ARGN})
    add_library(understudy_${name} STATIC ${room_SOURCES})
    if(room_IN_BATCHES)
        understudy_in_batches(understudy_${name})
    endif()
    if(UNDERSTUDY_SANITIZE)
        target_compile_options(understudy_${name} PRIVATE -fsanitize=fuzzer-no-link) # the fuzzers see what is reached
    endif()
    if(room_ON_NODES)
        target_compile_options(understudy_${name} PRIVATE -ffunction-sections -fdata-sections)
        if(UNDERSTUDY_SANITIZE)
            # Fuzzers and properties keep these rooms busy; the rest waits for others, and builds sooner as it is.
            target_compile_options(understudy_${name} PRIVATE -O1)
        endif()
    endif()
    target_link_libraries(understudy_${name} PUBLIC understudy_options ${room_USES})
    add_dependencies(understudy_${name} house_law)
endfunction()

# The layer law of core/README.md, checked whenever anything is built.
add_custom_target(house_law
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/house_law.cmake
    COMMENT "Checking who includes whom" VERBATIM)

# Programs that run on the nodes: one file that needs nothing there, not even the C library. Sanitizers cannot be
# linked statically.
function(understudy_node_program target)
    if(NOT UNDERSTUDY_SANITIZE)
        target_link_options(${target} PRIVATE -static -Wl,--gc-sections)
    endif()
endfunction()

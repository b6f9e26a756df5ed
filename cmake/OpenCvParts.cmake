# Debian's OpenCVConfig.cmake is only in libopencv-dev (1 GB); three parts of it are all we use.
find_path(OPENCV_INCLUDE opencv2/dnn.hpp PATH_SUFFIXES opencv4 REQUIRED)
add_library(opencv_parts INTERFACE)
target_include_directories(opencv_parts SYSTEM INTERFACE ${OPENCV_INCLUDE})
foreach(part core imgproc dnn)
  find_library(OPENCV_${part} opencv_${part} REQUIRED)
  target_link_libraries(opencv_parts INTERFACE ${OPENCV_${part}})
endforeach()

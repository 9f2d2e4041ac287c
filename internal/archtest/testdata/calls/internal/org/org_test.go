package org

import "time"

var began = time.Now()

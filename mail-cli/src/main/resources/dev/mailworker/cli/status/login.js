'use strict';

if (location.hash === '#wrong') {
    document.getElementById('wrong').hidden = false;
}

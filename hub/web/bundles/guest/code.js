import{a,b}from"../guest-shared-1.js";export{b as forgetCode,a as guestToken};

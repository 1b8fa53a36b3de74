fn main() { println!("{}", dunnage::VERSION); }

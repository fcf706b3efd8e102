"""Loading recommendations of former years from an Excel list (nhập hồi cố): read, checked, then confirmed."""
